/*
 * Win32 and RPC status codes that lwclus or a cluster can return, under their Windows names.
 *
 * Values: [MS-ERREF] 2.2. Included by clusapi.h; guards let it live beside another winerror.h.
 */
#ifndef CLUSAPI_ERRORS_H
#define CLUSAPI_ERRORS_H

#ifndef ERROR_SUCCESS
#define ERROR_SUCCESS 0 /* call completed normally */
#endif
#ifndef ERROR_INVALID_FUNCTION
#define ERROR_INVALID_FUNCTION 1 /* operation or control code not supported here */
#endif
#ifndef ERROR_FILE_NOT_FOUND
#define ERROR_FILE_NOT_FOUND 2 /* registry key or value missing */
#endif
#ifndef ERROR_PATH_NOT_FOUND
#define ERROR_PATH_NOT_FOUND 3 /* parent path missing */
#endif
#ifndef ERROR_ACCESS_DENIED
#define ERROR_ACCESS_DENIED 5 /* caller lacks the required access level */
#endif
#ifndef ERROR_INVALID_HANDLE
#define ERROR_INVALID_HANDLE 6 /* handle unknown to the server or library */
#endif
#ifndef RPC_X_SS_CONTEXT_MISMATCH
#define RPC_X_SS_CONTEXT_MISMATCH 6 /* server does not know this context handle */
#endif
#ifndef ERROR_NOT_ENOUGH_MEMORY
#define ERROR_NOT_ENOUGH_MEMORY 8 /* allocation failed */
#endif
#ifndef ERROR_INVALID_DATA
#define ERROR_INVALID_DATA 13 /* input buffer malformed */
#endif
#ifndef ERROR_OUTOFMEMORY
#define ERROR_OUTOFMEMORY 14 /* client ran out of memory */
#endif
#ifndef ERROR_NOT_READY
#define ERROR_NOT_READY 21 /* library not started */
#endif
#ifndef RPC_S_OUT_OF_MEMORY
#define RPC_S_OUT_OF_MEMORY 14 /* client runtime out of memory */
#endif
#ifndef ERROR_GEN_FAILURE
#define ERROR_GEN_FAILURE 31 /* unspecified device or node failure */
#endif
#ifndef ERROR_NOT_SUPPORTED
#define ERROR_NOT_SUPPORTED 50 /* request not supported */
#endif
#ifndef ERROR_REM_NOT_LIST
#define ERROR_REM_NOT_LIST 51 /* remote computer not available */
#endif
#ifndef ERROR_DUP_NAME
#define ERROR_DUP_NAME 52 /* name already used by a node */
#endif
#ifndef ERROR_BAD_NETPATH
#define ERROR_BAD_NETPATH 53 /* network name cannot be reached */
#endif
#ifndef ERROR_SHARING_PAUSED
#define ERROR_SHARING_PAUSED 70 /* node starting or paused; request refused */
#endif
#ifndef ERROR_INVALID_PARAMETER
#define ERROR_INVALID_PARAMETER 87 /* argument value rejected */
#endif
#ifndef ERROR_INVALID_TARGET_HANDLE
#define ERROR_INVALID_TARGET_HANDLE 114 /* target is not usable for this */
#endif
#ifndef ERROR_CALL_NOT_IMPLEMENTED
#define ERROR_CALL_NOT_IMPLEMENTED 120 /* method exists but is never implemented */
#endif
#ifndef ERROR_SEM_TIMEOUT
#define ERROR_SEM_TIMEOUT 121 /* wait for the remote side expired */
#endif
#ifndef ERROR_INSUFFICIENT_BUFFER
#define ERROR_INSUFFICIENT_BUFFER 122 /* caller buffer too small */
#endif
#ifndef ERROR_INVALID_NAME
#define ERROR_INVALID_NAME 123 /* name syntax invalid or already used */
#endif
#ifndef ERROR_DIR_NOT_EMPTY
#define ERROR_DIR_NOT_EMPTY 145 /* container still has dependents */
#endif
#ifndef ERROR_BUSY
#define ERROR_BUSY 170 /* object in use */
#endif
#ifndef ERROR_ALREADY_EXISTS
#define ERROR_ALREADY_EXISTS 183 /* object with that name exists */
#endif
#ifndef ERROR_BAD_EXE_FORMAT
#define ERROR_BAD_EXE_FORMAT 193 /* resource DLL unusable */
#endif
#ifndef ERROR_MORE_DATA
#define ERROR_MORE_DATA 234 /* larger buffer required */
#endif
#ifndef WAIT_TIMEOUT
#define WAIT_TIMEOUT 258 /* no event within requested time */
#endif
#ifndef ERROR_NO_MORE_ITEMS
#define ERROR_NO_MORE_ITEMS 259 /* enumeration end or port closed */
#endif
#ifndef ERROR_INVALID_ADDRESS
#define ERROR_INVALID_ADDRESS 487 /* bad address supplied */
#endif
#ifndef ERROR_ASSERTION_FAILURE
#define ERROR_ASSERTION_FAILURE 668 /* number of no node in a list */
#endif
#ifndef ERROR_OPERATION_ABORTED
#define ERROR_OPERATION_ABORTED 995 /* call cancelled */
#endif
#ifndef ERROR_IO_PENDING
#define ERROR_IO_PENDING 997 /* operation continues asynchronously */
#endif
#ifndef ERROR_KEY_DELETED
#define ERROR_KEY_DELETED 1018 /* registry key was deleted */
#endif
#ifndef ERROR_CHILD_MUST_BE_VOLATILE
#define ERROR_CHILD_MUST_BE_VOLATILE 1021 /* stable key under volatile parent refused */
#endif
#ifndef ERROR_DEPENDENT_SERVICES_RUNNING
#define ERROR_DEPENDENT_SERVICES_RUNNING 1051 /* dependents still active */
#endif
#ifndef ERROR_SERVICE_REQUEST_TIMEOUT
#define ERROR_SERVICE_REQUEST_TIMEOUT 1053 /* service did not answer in time */
#endif
#ifndef ERROR_CIRCULAR_DEPENDENCY
#define ERROR_CIRCULAR_DEPENDENCY 1059 /* dependencies would form a circle */
#endif
#ifndef ERROR_SERVICE_DOES_NOT_EXIST
#define ERROR_SERVICE_DOES_NOT_EXIST 1060 /* service not installed */
#endif
#ifndef ERROR_SERVICE_NOT_ACTIVE
#define ERROR_SERVICE_NOT_ACTIVE 1062 /* cluster service not running */
#endif
#ifndef ERROR_SHUTDOWN_IN_PROGRESS
#define ERROR_SHUTDOWN_IN_PROGRESS 1115 /* machine shutting down (v2 reconnect) */
#endif
#ifndef RPC_S_SERVER_OUT_OF_MEMORY
#define RPC_S_SERVER_OUT_OF_MEMORY 1130 /* server out of memory */
#endif
#ifndef ERROR_CONNECTION_REFUSED
#define ERROR_CONNECTION_REFUSED 1225 /* TCP peer refused */
#endif
#ifndef ERROR_GRACEFUL_DISCONNECT
#define ERROR_GRACEFUL_DISCONNECT 1226 /* peer closed transport cleanly */
#endif
#ifndef ERROR_CONNECTION_INVALID
#define ERROR_CONNECTION_INVALID 1229 /* connection object not valid */
#endif
#ifndef ERROR_NETWORK_UNREACHABLE
#define ERROR_NETWORK_UNREACHABLE 1231 /* no route to network */
#endif
#ifndef ERROR_HOST_UNREACHABLE
#define ERROR_HOST_UNREACHABLE 1232 /* no route to host */
#endif
#ifndef ERROR_PORT_UNREACHABLE
#define ERROR_PORT_UNREACHABLE 1234 /* no service at port */
#endif
#ifndef ERROR_CONNECTION_ABORTED
#define ERROR_CONNECTION_ABORTED 1236 /* local side aborted connection */
#endif
#ifndef ERROR_RETRY
#define ERROR_RETRY 1237 /* operation should be tried again */
#endif
#ifndef ERROR_NOT_AUTHENTICATED
#define ERROR_NOT_AUTHENTICATED 1244 /* no authenticated identity */
#endif
#ifndef ERROR_SERVER_SHUTDOWN_IN_PROGRESS
#define ERROR_SERVER_SHUTDOWN_IN_PROGRESS 1255 /* server stopping (v2 reconnect) */
#endif
#ifndef ERROR_HOST_DOWN
#define ERROR_HOST_DOWN 1256 /* remote host down */
#endif
#ifndef ERROR_NO_LOGON_SERVERS
#define ERROR_NO_LOGON_SERVERS 1311 /* no KDC can be reached */
#endif
#ifndef ERROR_NO_SUCH_LOGON_SESSION
#define ERROR_NO_SUCH_LOGON_SESSION 1312 /* no usable credentials */
#endif
#ifndef ERROR_LOGON_FAILURE
#define ERROR_LOGON_FAILURE 1326 /* wrong user name or password */
#endif
#ifndef ERROR_ACCOUNT_RESTRICTION
#define ERROR_ACCOUNT_RESTRICTION 1327 /* account policy blocks logon */
#endif
#ifndef ERROR_INVALID_LOGON_HOURS
#define ERROR_INVALID_LOGON_HOURS 1328 /* account may not log on at this time */
#endif
#ifndef ERROR_INVALID_WORKSTATION
#define ERROR_INVALID_WORKSTATION 1329 /* account may not log on from this computer */
#endif
#ifndef ERROR_PASSWORD_EXPIRED
#define ERROR_PASSWORD_EXPIRED 1330 /* password expired */
#endif
#ifndef ERROR_ACCOUNT_DISABLED
#define ERROR_ACCOUNT_DISABLED 1331 /* account disabled */
#endif
#ifndef ERROR_SPECIAL_GROUP
#define ERROR_SPECIAL_GROUP 1372 /* not possible with this built-in group */
#endif
#ifndef ERROR_LOGON_TYPE_NOT_GRANTED
#define ERROR_LOGON_TYPE_NOT_GRANTED 1385 /* logon type not allowed */
#endif
#ifndef ERROR_WRONG_TARGET_NAME
#define ERROR_WRONG_TARGET_NAME 1396 /* ticket is not for the account of the server */
#endif
#ifndef ERROR_MUTUAL_AUTH_FAILED
#define ERROR_MUTUAL_AUTH_FAILED 1397 /* server identity could not be proved */
#endif
#ifndef ERROR_TIME_SKEW
#define ERROR_TIME_SKEW 1398 /* clock difference too large for Kerberos */
#endif
#ifndef ERROR_NO_SYSTEM_RESOURCES
#define ERROR_NO_SYSTEM_RESOURCES 1450 /* handle table or sessions full */
#endif
#ifndef ERROR_TIMEOUT
#define ERROR_TIMEOUT 1460 /* operation timed out */
#endif
#ifndef RPC_S_TIMEOUT
#define RPC_S_TIMEOUT 1460 /* RPC call timeout */
#endif
#ifndef RPC_S_INVALID_STRING_BINDING
#define RPC_S_INVALID_STRING_BINDING 1700 /* string binding syntax bad */
#endif
#ifndef RPC_S_WRONG_KIND_OF_BINDING
#define RPC_S_WRONG_KIND_OF_BINDING 1701 /* binding type unsuitable */
#endif
#ifndef RPC_S_INVALID_BINDING
#define RPC_S_INVALID_BINDING 1702 /* binding handle no longer valid */
#endif
#ifndef RPC_S_PROTSEQ_NOT_SUPPORTED
#define RPC_S_PROTSEQ_NOT_SUPPORTED 1703 /* protocol sequence unavailable */
#endif
#ifndef RPC_S_INVALID_RPC_PROTSEQ
#define RPC_S_INVALID_RPC_PROTSEQ 1704 /* protocol sequence string bad */
#endif
#ifndef RPC_S_INVALID_STRING_UUID
#define RPC_S_INVALID_STRING_UUID 1705 /* UUID text malformed */
#endif
#ifndef RPC_S_INVALID_ENDPOINT_FORMAT
#define RPC_S_INVALID_ENDPOINT_FORMAT 1706 /* endpoint text malformed */
#endif
#ifndef RPC_S_INVALID_NET_ADDR
#define RPC_S_INVALID_NET_ADDR 1707 /* network address malformed */
#endif
#ifndef RPC_S_NO_ENDPOINT_FOUND
#define RPC_S_NO_ENDPOINT_FOUND 1708 /* endpoint mapper gave no endpoint */
#endif
#ifndef RPC_S_INVALID_TIMEOUT
#define RPC_S_INVALID_TIMEOUT 1709 /* timeout value bad */
#endif
#ifndef RPC_S_OBJECT_NOT_FOUND
#define RPC_S_OBJECT_NOT_FOUND 1710 /* object UUID unknown */
#endif
#ifndef RPC_S_NOT_LISTENING
#define RPC_S_NOT_LISTENING 1715 /* server not listening */
#endif
#ifndef RPC_S_UNKNOWN_IF
#define RPC_S_UNKNOWN_IF 1717 /* interface not registered */
#endif
#ifndef RPC_S_NO_BINDINGS
#define RPC_S_NO_BINDINGS 1718 /* no bindings available */
#endif
#ifndef RPC_S_OUT_OF_RESOURCES
#define RPC_S_OUT_OF_RESOURCES 1721 /* runtime out of resources */
#endif
#ifndef RPC_S_SERVER_UNAVAILABLE
#define RPC_S_SERVER_UNAVAILABLE 1722 /* cannot connect to server */
#endif
#ifndef RPC_S_SERVER_TOO_BUSY
#define RPC_S_SERVER_TOO_BUSY 1723 /* server rejected for load */
#endif
#ifndef RPC_S_INVALID_NETWORK_OPTIONS
#define RPC_S_INVALID_NETWORK_OPTIONS 1724 /* network options bad */
#endif
#ifndef RPC_S_NO_CALL_ACTIVE
#define RPC_S_NO_CALL_ACTIVE 1725 /* no call on this thread */
#endif
#ifndef RPC_S_CALL_FAILED
#define RPC_S_CALL_FAILED 1726 /* call failed, maybe executed */
#endif
#ifndef RPC_S_CALL_FAILED_DNE
#define RPC_S_CALL_FAILED_DNE 1727 /* call failed before execution */
#endif
#ifndef RPC_S_PROTOCOL_ERROR
#define RPC_S_PROTOCOL_ERROR 1728 /* peer violated the RPC protocol */
#endif
#ifndef RPC_S_UNSUPPORTED_TRANS_SYN
#define RPC_S_UNSUPPORTED_TRANS_SYN 1730 /* no common transfer syntax */
#endif
#ifndef RPC_S_UNSUPPORTED_TYPE
#define RPC_S_UNSUPPORTED_TYPE 1732 /* object type unsupported */
#endif
#ifndef RPC_S_INVALID_TAG
#define RPC_S_INVALID_TAG 1733 /* union discriminant invalid */
#endif
#ifndef RPC_S_INVALID_BOUND
#define RPC_S_INVALID_BOUND 1734 /* array bounds invalid */
#endif
#ifndef RPC_S_UNKNOWN_AUTHN_TYPE
#define RPC_S_UNKNOWN_AUTHN_TYPE 1741 /* authentication type unknown */
#endif
#ifndef RPC_S_STRING_TOO_LONG
#define RPC_S_STRING_TOO_LONG 1743 /* string exceeds limit */
#endif
#ifndef RPC_S_PROCNUM_OUT_OF_RANGE
#define RPC_S_PROCNUM_OUT_OF_RANGE 1745 /* opnum not implemented by server */
#endif
#ifndef RPC_S_BINDING_HAS_NO_AUTH
#define RPC_S_BINDING_HAS_NO_AUTH 1746 /* binding lacks authentication */
#endif
#ifndef RPC_S_UNKNOWN_AUTHN_SERVICE
#define RPC_S_UNKNOWN_AUTHN_SERVICE 1747 /* security provider unknown */
#endif
#ifndef RPC_S_UNKNOWN_AUTHN_LEVEL
#define RPC_S_UNKNOWN_AUTHN_LEVEL 1748 /* authentication level unknown */
#endif
#ifndef RPC_S_INVALID_AUTH_IDENTITY
#define RPC_S_INVALID_AUTH_IDENTITY 1749 /* security context invalid */
#endif
#ifndef RPC_S_UNKNOWN_AUTHZ_SERVICE
#define RPC_S_UNKNOWN_AUTHZ_SERVICE 1750 /* authorization service unknown */
#endif
#ifndef EPT_S_INVALID_ENTRY
#define EPT_S_INVALID_ENTRY 1751 /* endpoint entry invalid */
#endif
#ifndef EPT_S_CANT_PERFORM_OP
#define EPT_S_CANT_PERFORM_OP 1752 /* endpoint mapper cannot do that */
#endif
#ifndef EPT_S_NOT_REGISTERED
#define EPT_S_NOT_REGISTERED 1753 /* interface absent from endpoint map */
#endif
#ifndef RPC_S_NOTHING_TO_EXPORT
#define RPC_S_NOTHING_TO_EXPORT 1754 /* nothing exported */
#endif
#ifndef RPC_S_INVALID_VERS_OPTION
#define RPC_S_INVALID_VERS_OPTION 1756 /* version option bad */
#endif
#ifndef RPC_S_NO_MORE_MEMBERS
#define RPC_S_NO_MORE_MEMBERS 1757 /* list exhausted */
#endif
#ifndef RPC_S_INTERFACE_NOT_FOUND
#define RPC_S_INTERFACE_NOT_FOUND 1759 /* interface not found */
#endif
#ifndef RPC_S_CANNOT_SUPPORT
#define RPC_S_CANNOT_SUPPORT 1764 /* operation unsupported by runtime */
#endif
#ifndef RPC_S_INTERNAL_ERROR
#define RPC_S_INTERNAL_ERROR 1766 /* runtime internal failure */
#endif
#ifndef RPC_S_ZERO_DIVIDE
#define RPC_S_ZERO_DIVIDE 1767 /* server divided by zero */
#endif
#ifndef RPC_S_ADDRESS_ERROR
#define RPC_S_ADDRESS_ERROR 1768 /* server addressing fault */
#endif
#ifndef RPC_S_FP_DIV_ZERO
#define RPC_S_FP_DIV_ZERO 1769 /* server float divide by zero */
#endif
#ifndef RPC_S_FP_UNDERFLOW
#define RPC_S_FP_UNDERFLOW 1770 /* server float underflow */
#endif
#ifndef RPC_S_FP_OVERFLOW
#define RPC_S_FP_OVERFLOW 1771 /* server float overflow */
#endif
#ifndef RPC_X_SS_CHAR_TRANS_OPEN_FAIL
#define RPC_X_SS_CHAR_TRANS_OPEN_FAIL 1773 /* translation table missing */
#endif
#ifndef RPC_X_SS_IN_NULL_CONTEXT
#define RPC_X_SS_IN_NULL_CONTEXT 1775 /* null context handle passed in */
#endif
#ifndef RPC_X_SS_CONTEXT_DAMAGED
#define RPC_X_SS_CONTEXT_DAMAGED 1777 /* context handle changed during call */
#endif
#ifndef RPC_X_SS_HANDLES_MISMATCH
#define RPC_X_SS_HANDLES_MISMATCH 1778 /* handles from different bindings */
#endif
#ifndef RPC_X_SS_CANNOT_GET_CALL_HANDLE
#define RPC_X_SS_CANNOT_GET_CALL_HANDLE 1779 /* no call handle */
#endif
#ifndef RPC_X_NULL_REF_POINTER
#define RPC_X_NULL_REF_POINTER 1780 /* null passed for reference pointer */
#endif
#ifndef RPC_X_ENUM_VALUE_OUT_OF_RANGE
#define RPC_X_ENUM_VALUE_OUT_OF_RANGE 1781 /* enum value outside 16 bits */
#endif
#ifndef RPC_X_BYTE_COUNT_TOO_SMALL
#define RPC_X_BYTE_COUNT_TOO_SMALL 1782 /* byte count too small */
#endif
#ifndef RPC_X_BAD_STUB_DATA
#define RPC_X_BAD_STUB_DATA 1783 /* stub bytes fail NDR checks */
#endif
#ifndef RPC_S_CALL_IN_PROGRESS
#define RPC_S_CALL_IN_PROGRESS 1791 /* call already running */
#endif
#ifndef ERROR_ACCOUNT_EXPIRED
#define ERROR_ACCOUNT_EXPIRED 1793 /* account expired */
#endif
#ifndef RPC_S_NO_MORE_BINDINGS
#define RPC_S_NO_MORE_BINDINGS 1806 /* binding list exhausted */
#endif
#ifndef RPC_S_CALL_CANCELLED
#define RPC_S_CALL_CANCELLED 1818 /* call was cancelled */
#endif
#ifndef RPC_S_BINDING_INCOMPLETE
#define RPC_S_BINDING_INCOMPLETE 1819 /* binding lacks needed parts */
#endif
#ifndef RPC_S_COMM_FAILURE
#define RPC_S_COMM_FAILURE 1820 /* transport failed during call */
#endif
#ifndef RPC_S_UNSUPPORTED_AUTHN_LEVEL
#define RPC_S_UNSUPPORTED_AUTHN_LEVEL 1821 /* server refuses this auth level */
#endif
#ifndef RPC_S_NO_PRINC_NAME
#define RPC_S_NO_PRINC_NAME 1822 /* no principal name registered */
#endif
#ifndef RPC_S_NOT_RPC_ERROR
#define RPC_S_NOT_RPC_ERROR 1823 /* status is not an RPC one */
#endif
#ifndef RPC_S_UUID_LOCAL_ONLY
#define RPC_S_UUID_LOCAL_ONLY 1824 /* UUID only locally unique */
#endif
#ifndef RPC_S_SEC_PKG_ERROR
#define RPC_S_SEC_PKG_ERROR 1825 /* security package failed */
#endif
#ifndef RPC_S_NOT_CANCELLED
#define RPC_S_NOT_CANCELLED 1826 /* thread not cancelled */
#endif
#ifndef RPC_X_INVALID_ES_ACTION
#define RPC_X_INVALID_ES_ACTION 1827 /* serialization action invalid */
#endif
#ifndef RPC_X_WRONG_ES_VERSION
#define RPC_X_WRONG_ES_VERSION 1828 /* serialization version wrong */
#endif
#ifndef RPC_X_WRONG_STUB_VERSION
#define RPC_X_WRONG_STUB_VERSION 1829 /* stub version wrong */
#endif
#ifndef RPC_X_INVALID_PIPE_OBJECT
#define RPC_X_INVALID_PIPE_OBJECT 1830 /* pipe object invalid */
#endif
#ifndef RPC_X_WRONG_PIPE_ORDER
#define RPC_X_WRONG_PIPE_ORDER 1831 /* pipe used out of order */
#endif
#ifndef RPC_X_WRONG_PIPE_VERSION
#define RPC_X_WRONG_PIPE_VERSION 1832 /* pipe version wrong */
#endif
#ifndef RPC_S_COOKIE_AUTH_FAILED
#define RPC_S_COOKIE_AUTH_FAILED 1833 /* cookie authentication failed */
#endif
#ifndef ERROR_PASSWORD_MUST_CHANGE
#define ERROR_PASSWORD_MUST_CHANGE 1907 /* password must be changed before logon */
#endif
#ifndef ERROR_ACCOUNT_LOCKED_OUT
#define ERROR_ACCOUNT_LOCKED_OUT 1909 /* account locked out */
#endif
#ifndef RPC_S_INVALID_ASYNC_HANDLE
#define RPC_S_INVALID_ASYNC_HANDLE 1914 /* async handle invalid */
#endif
#ifndef RPC_S_INVALID_ASYNC_CALL
#define RPC_S_INVALID_ASYNC_CALL 1915 /* async call invalid here */
#endif
#ifndef RPC_X_PIPE_CLOSED
#define RPC_X_PIPE_CLOSED 1916 /* pipe already closed */
#endif
#ifndef RPC_X_PIPE_DISCIPLINE_ERROR
#define RPC_X_PIPE_DISCIPLINE_ERROR 1917 /* pipe misused */
#endif
#ifndef RPC_X_PIPE_EMPTY
#define RPC_X_PIPE_EMPTY 1918 /* pipe exhausted */
#endif

#include "clusapi_errors_cluster.h"

#endif
