"""peer_accounts.py : run once by peer-run.sh, after provisioning: accounts and service names beside what a new domain has."""
import os
import time

import ldb
from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB

from peer_trust import add_trust

STATE = "/var/lib/samba/private"
DOMAIN = "DC=cmrp,DC=test"
NEVER = str(-1 << 63)
GROUPS = 200

PASSWORD = os.environ["PEER_PASSWORD2"]
SERVICES = ["dc1", "clus", "clus6", "node1", "node2", "node3", "CMRPCLUSTER"]


def filetime(days_ago):
    return str(int((time.time() - 86400 * days_ago + 11644473600) * 10**7))


def user(name):
    return f"CN={name},CN=Users,{DOMAIN}"


def replace(db, dn, controls=(), **values):
    message = ldb.Message()
    message.dn = ldb.Dn(db, dn)
    for name, value in values.items():
        message[name] = ldb.MessageElement(value, ldb.FLAG_MOD_REPLACE, name)
    db.modify(message, list(controls))


def add_policy(db, name, rank, dn, **other):
    """Rules for the passwords of some accounts alone."""
    rules = {"MaximumPasswordAge": NEVER, "LockoutThreshold": "0", "LockoutDuration": NEVER, **other}
    db.add({
        "dn": f"CN={name},CN=Password Settings Container,CN=System,{DOMAIN}", "objectClass": "msDS-PasswordSettings",
        "msDS-PasswordSettingsPrecedence": str(rank), "msDS-PasswordReversibleEncryptionEnabled": "FALSE",
        "msDS-PasswordHistoryLength": "0", "msDS-PasswordComplexityEnabled": "FALSE", "msDS-MinimumPasswordLength": "7",
        "msDS-MinimumPasswordAge": "0", "msDS-LockoutObservationWindow": NEVER, "msDS-PSOAppliesTo": dn,
        **{f"msDS-{key}": value for key, value in rules.items()}})


def add_accounts(db):
    for name in ("alice", "bob", "carol", "crowd", "big", "huge", "disabled", "locked", "gone", "stale",
                 "former", "rc4"):
        db.newuser(name, PASSWORD)
    db.newuser("fresh", PASSWORD, force_password_change_at_next_login_req=True)
    db.newuser("j\xfcrgen", "P\xe4sswort.\u20ac1")
    add_policy(db, "locks", 1, [user("carol"), user("locked")], LockoutThreshold="5")
    add_policy(db, "ages", 2, [user("stale")], MaximumPasswordAge=str(-86400 * 10**7 - 1))
    replace(db, user("disabled"), userAccountControl=str(0x200 | 2))
    replace(db, user("locked"), ["relax:0"], lockoutTime=filetime(1))
    replace(db, user("bob"), userPrincipalName="robert@cmrp.test")
    replace(db, user("gone"), accountExpires=filetime(1))
    replace(db, user("former"), sAMAccountName="renamed")  # the salt of its keys keeps the old name
    # texts of the PAC make a ticket larger, as groups do, but cost nothing: 2 bytes per character and ticket
    replace(db, user("big"), profilePath="p" * 3000)
    replace(db, user("huge"), profilePath="p" * 9000)


def add_groups(db):
    for number in range(GROUPS):
        db.add({"dn": user(f"group{number}"), "objectClass": "group", "sAMAccountName": f"group{number}",
                "member": user("crowd")})


def add_services(db):
    names = [f"MSServerClusterMgmtAPI/{name}{suffix}" for name in SERVICES for suffix in ("", ".cmrp.test")]
    message = ldb.Message()
    message.dn = ldb.Dn(db, f"CN=DC1,OU=Domain Controllers,{DOMAIN}")
    message["spn"] = ldb.MessageElement(names, ldb.FLAG_MOD_ADD, "servicePrincipalName")
    db.modify(message)


def main():
    lp = LoadParm()
    lp.load("/etc/samba/smb.conf")
    db = SamDB(url=f"{STATE}/sam.ldb", session_info=system_session(), lp=lp)
    db.transaction_start()
    replace(db, DOMAIN, maxPwdAge=NEVER)
    add_services(db)
    add_accounts(db)
    add_groups(db)
    add_trust(db, "OTHER.TEST", os.environ["OTHER_SID"])
    db.transaction_commit()
    # Samba itself lets nobody do this: past its modules, in the file
    raw = ldb.Ldb(f"{STATE}/sam.ldb.d/{DOMAIN.upper()}.ldb")
    replace(raw, user("stale"), pwdLastSet=filetime(30))
    replace(raw, user("rc4"), supplementalCredentials=[])  # the AES keys


main()
