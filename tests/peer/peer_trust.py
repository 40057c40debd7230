"""A trust between forests, in both directions, as each side's database has it: what `samba-tool domain trust create` makes
when both domain controllers run and reach each other."""
import ldb
from samba import current_unix_time, unix2nttime
from samba.dcerpc import drsblobs, lsa, security
from samba.ndr import ndr_pack

SECRET = "Trust.pw.1".encode("utf-16-le")  # of both directions
AES = 0x18  # both AES types and not RC4, [MS-KILE] 2.2.7
TOP_LEVEL_NAME, DOMAIN = 0, 2  # record types, [MS-ADTS] 6.1.6.9.3.1


def secret(now):
    """[MS-ADTS] 6.1.6.9.1: a password in the clear, of which each side makes the key of krbtgt."""
    clear = drsblobs.AuthInfoClear()
    clear.size, clear.password = len(SECRET), list(SECRET)
    info = drsblobs.AuthenticationInformation()
    info.LastUpdateTime, info.AuthType, info.AuthInfo = now, lsa.TRUST_AUTH_TYPE_CLEAR, clear
    current = drsblobs.AuthenticationInformationArray()
    current.count, current.array = 1, [info]
    blob = drsblobs.trustAuthInOutBlob()
    blob.count, blob.current = 1, current
    return ndr_pack(blob)


def text(value):
    made = drsblobs.ForestTrustString()
    made.string, made.size = value, len(value)
    return made


def record(now, kind, data):
    made = drsblobs.ForestTrustInfoRecordArmor()
    made.record = drsblobs.ForestTrustInfoRecord()
    made.record.timestamp, made.record.type, made.record.data = now, kind, data
    return made


def names(now, realm, flat_name, sid):
    """[MS-ADTS] 6.1.6.9.3: what the other forest is in charge of. By it a KDC finds where to send for a service's ticket."""
    domain = drsblobs.ForestTrustDataDomainInfo()
    domain.sid, domain.dns_name, domain.netbios_name = sid, text(realm), text(flat_name)
    info = drsblobs.ForestTrustInfo()
    # the count comes before the records, or there are none
    info.version, info.count = 1, 2
    info.records = [record(now, TOP_LEVEL_NAME, text(realm)), record(now, DOMAIN, domain)]
    return ndr_pack(info)


def add_trust(db, realm, sid):
    realm, flat_name, sid, now = realm.lower(), realm.split(".")[0], security.dom_sid(sid), unix2nttime(current_unix_time())
    db.add({
        "dn": ldb.Dn(db, f"CN={realm},CN=System,{db.domain_dn()}"), "objectClass": "trustedDomain",
        "trustPartner": realm, "flatName": flat_name, "securityIdentifier": ndr_pack(sid),
        "trustType": str(lsa.LSA_TRUST_TYPE_UPLEVEL), "trustAttributes": str(lsa.LSA_TRUST_ATTRIBUTE_FOREST_TRANSITIVE),
        "trustDirection": str(lsa.LSA_TRUST_DIRECTION_INBOUND | lsa.LSA_TRUST_DIRECTION_OUTBOUND),
        "trustAuthIncoming": secret(now), "trustAuthOutgoing": secret(now), "msDS-SupportedEncryptionTypes": str(AES),
        "msDS-TrustForestTrustInfo": names(now, realm, flat_name, sid)}, ["relax:0"])
