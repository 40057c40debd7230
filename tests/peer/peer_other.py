"""peer_other.py SMB_CONF : run once by peer-other.sh, after provisioning: the account, and the trusts, of the second forest."""
import os
import sys

import ldb
from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB

from peer_trust import add_trust

NEVER = str(-1 << 63)


def main(conf):
    lp = LoadParm()
    lp.load(conf)
    db = SamDB(url=lp.private_path("sam.ldb"), session_info=system_session(), lp=lp)
    message = ldb.Message()
    message.dn = ldb.Dn(db, db.domain_dn())
    message["age"] = ldb.MessageElement(NEVER, ldb.FLAG_MOD_REPLACE, "maxPwdAge")
    db.modify(message)
    db.newuser("dora", os.environ["PEER_PASSWORD2"])
    add_trust(db, "CMRP.TEST", os.environ["PEER_SID"])
    # a forest that is nowhere
    add_trust(db, "GONE.TEST", "S-1-5-21-3001-3002-3003")


main(sys.argv[1])
