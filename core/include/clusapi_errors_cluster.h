/*
 * The part of clusapi_errors.h that failover clusters added: 5001 and above. Included by it.
 */
#ifndef CLUSAPI_ERRORS_CLUSTER_H
#define CLUSAPI_ERRORS_CLUSTER_H

#ifndef ERROR_DEPENDENT_RESOURCE_EXISTS
#define ERROR_DEPENDENT_RESOURCE_EXISTS 5001 /* another resource depends on it */
#endif
#ifndef ERROR_DEPENDENCY_NOT_FOUND
#define ERROR_DEPENDENCY_NOT_FOUND 5002 /* dependency not found */
#endif
#ifndef ERROR_DEPENDENCY_ALREADY_EXISTS
#define ERROR_DEPENDENCY_ALREADY_EXISTS 5003 /* dependency already there */
#endif
#ifndef ERROR_RESOURCE_NOT_ONLINE
#define ERROR_RESOURCE_NOT_ONLINE 5004 /* resource is not online */
#endif
#ifndef ERROR_HOST_NODE_NOT_AVAILABLE
#define ERROR_HOST_NODE_NOT_AVAILABLE 5005 /* no node can host it */
#endif
#ifndef ERROR_RESOURCE_NOT_AVAILABLE
#define ERROR_RESOURCE_NOT_AVAILABLE 5006 /* resource not usable */
#endif
#ifndef ERROR_RESOURCE_NOT_FOUND
#define ERROR_RESOURCE_NOT_FOUND 5007 /* resource name unknown */
#endif
#ifndef ERROR_SHUTDOWN_CLUSTER
#define ERROR_SHUTDOWN_CLUSTER 5008 /* cluster must stop */
#endif
#ifndef ERROR_CANT_EVICT_ACTIVE_NODE
#define ERROR_CANT_EVICT_ACTIVE_NODE 5009 /* running node cannot be evicted */
#endif
#ifndef ERROR_OBJECT_ALREADY_EXISTS
#define ERROR_OBJECT_ALREADY_EXISTS 5010 /* object already exists */
#endif
#ifndef ERROR_OBJECT_IN_LIST
#define ERROR_OBJECT_IN_LIST 5011 /* object already listed */
#endif
#ifndef ERROR_GROUP_NOT_AVAILABLE
#define ERROR_GROUP_NOT_AVAILABLE 5012 /* group not usable */
#endif
#ifndef ERROR_GROUP_NOT_FOUND
#define ERROR_GROUP_NOT_FOUND 5013 /* group name unknown */
#endif
#ifndef ERROR_GROUP_NOT_ONLINE
#define ERROR_GROUP_NOT_ONLINE 5014 /* group not online */
#endif
#ifndef ERROR_HOST_NODE_NOT_RESOURCE_OWNER
#define ERROR_HOST_NODE_NOT_RESOURCE_OWNER 5015 /* node does not own resource */
#endif
#ifndef ERROR_HOST_NODE_NOT_GROUP_OWNER
#define ERROR_HOST_NODE_NOT_GROUP_OWNER 5016 /* node does not own group */
#endif
#ifndef ERROR_RESMON_CREATE_FAILED
#define ERROR_RESMON_CREATE_FAILED 5017 /* resource monitor could not start */
#endif
#ifndef ERROR_RESMON_ONLINE_FAILED
#define ERROR_RESMON_ONLINE_FAILED 5018 /* resource monitor failed online */
#endif
#ifndef ERROR_RESOURCE_ONLINE
#define ERROR_RESOURCE_ONLINE 5019 /* resource online; must be offline */
#endif
#ifndef ERROR_QUORUM_RESOURCE
#define ERROR_QUORUM_RESOURCE 5020 /* operation forbidden on quorum resource */
#endif
#ifndef ERROR_NOT_QUORUM_CAPABLE
#define ERROR_NOT_QUORUM_CAPABLE 5021 /* resource cannot be quorum */
#endif
#ifndef ERROR_CLUSTER_SHUTTING_DOWN
#define ERROR_CLUSTER_SHUTTING_DOWN 5022 /* cluster is stopping */
#endif
#ifndef ERROR_INVALID_STATE
#define ERROR_INVALID_STATE 5023 /* object state forbids operation */
#endif
#ifndef ERROR_RESOURCE_PROPERTIES_STORED
#define ERROR_RESOURCE_PROPERTIES_STORED 5024 /* saved; effective after restart of resource */
#endif
#ifndef ERROR_NOT_QUORUM_CLASS
#define ERROR_NOT_QUORUM_CLASS 5025 /* not a quorum class resource */
#endif
#ifndef ERROR_CORE_RESOURCE
#define ERROR_CORE_RESOURCE 5026 /* core resource cannot be removed */
#endif
#ifndef ERROR_QUORUM_RESOURCE_ONLINE_FAILED
#define ERROR_QUORUM_RESOURCE_ONLINE_FAILED 5027 /* quorum resource failed online */
#endif
#ifndef ERROR_CLUSTERLOG_CORRUPT
#define ERROR_CLUSTERLOG_CORRUPT 5029 /* cluster log damaged */
#endif
#ifndef ERROR_NETWORK_NOT_AVAILABLE
#define ERROR_NETWORK_NOT_AVAILABLE 5035 /* network unavailable */
#endif
#ifndef ERROR_NODE_NOT_AVAILABLE
#define ERROR_NODE_NOT_AVAILABLE 5036 /* node unavailable */
#endif
#ifndef ERROR_ALL_NODES_NOT_AVAILABLE
#define ERROR_ALL_NODES_NOT_AVAILABLE 5037 /* some nodes unavailable */
#endif
#ifndef ERROR_RESOURCE_FAILED
#define ERROR_RESOURCE_FAILED 5038 /* resource in failed state */
#endif
#ifndef ERROR_CLUSTER_INVALID_NODE
#define ERROR_CLUSTER_INVALID_NODE 5039 /* node id invalid */
#endif
#ifndef ERROR_CLUSTER_NODE_EXISTS
#define ERROR_CLUSTER_NODE_EXISTS 5040 /* node already member */
#endif
#ifndef ERROR_CLUSTER_JOIN_IN_PROGRESS
#define ERROR_CLUSTER_JOIN_IN_PROGRESS 5041 /* join under way */
#endif
#ifndef ERROR_CLUSTER_NODE_NOT_FOUND
#define ERROR_CLUSTER_NODE_NOT_FOUND 5042 /* node name unknown */
#endif
#ifndef ERROR_CLUSTER_LOCAL_NODE_NOT_FOUND
#define ERROR_CLUSTER_LOCAL_NODE_NOT_FOUND 5043 /* local node record missing */
#endif
#ifndef ERROR_CLUSTER_NETWORK_EXISTS
#define ERROR_CLUSTER_NETWORK_EXISTS 5044 /* network already exists */
#endif
#ifndef ERROR_CLUSTER_NETWORK_NOT_FOUND
#define ERROR_CLUSTER_NETWORK_NOT_FOUND 5045 /* network name unknown */
#endif
#ifndef ERROR_CLUSTER_NETINTERFACE_EXISTS
#define ERROR_CLUSTER_NETINTERFACE_EXISTS 5046 /* interface already exists */
#endif
#ifndef ERROR_CLUSTER_NETINTERFACE_NOT_FOUND
#define ERROR_CLUSTER_NETINTERFACE_NOT_FOUND 5047 /* interface name unknown */
#endif
#ifndef ERROR_CLUSTER_INVALID_REQUEST
#define ERROR_CLUSTER_INVALID_REQUEST 5048 /* request not valid for object */
#endif
#ifndef ERROR_CLUSTER_INVALID_NETWORK_PROVIDER
#define ERROR_CLUSTER_INVALID_NETWORK_PROVIDER 5049 /* network provider bad */
#endif
#ifndef ERROR_CLUSTER_NODE_DOWN
#define ERROR_CLUSTER_NODE_DOWN 5050 /* node is down (reconnect) */
#endif
#ifndef ERROR_CLUSTER_NODE_UNREACHABLE
#define ERROR_CLUSTER_NODE_UNREACHABLE 5051 /* node cannot be reached */
#endif
#ifndef ERROR_CLUSTER_NODE_NOT_MEMBER
#define ERROR_CLUSTER_NODE_NOT_MEMBER 5052 /* node not a member */
#endif
#ifndef ERROR_CLUSTER_JOIN_NOT_IN_PROGRESS
#define ERROR_CLUSTER_JOIN_NOT_IN_PROGRESS 5053 /* no join running */
#endif
#ifndef ERROR_CLUSTER_INVALID_NETWORK
#define ERROR_CLUSTER_INVALID_NETWORK 5054 /* network invalid */
#endif
#ifndef ERROR_CLUSTER_NODE_UP
#define ERROR_CLUSTER_NODE_UP 5056 /* node is up */
#endif
#ifndef ERROR_CLUSTER_IPADDR_IN_USE
#define ERROR_CLUSTER_IPADDR_IN_USE 5057 /* address in use */
#endif
#ifndef ERROR_CLUSTER_NODE_NOT_PAUSED
#define ERROR_CLUSTER_NODE_NOT_PAUSED 5058 /* node not paused */
#endif
#ifndef ERROR_CLUSTER_NO_SECURITY_CONTEXT
#define ERROR_CLUSTER_NO_SECURITY_CONTEXT 5059 /* no cluster security context */
#endif
#ifndef ERROR_CLUSTER_NETWORK_NOT_INTERNAL
#define ERROR_CLUSTER_NETWORK_NOT_INTERNAL 5060 /* network not internal */
#endif
#ifndef ERROR_CLUSTER_NODE_ALREADY_UP
#define ERROR_CLUSTER_NODE_ALREADY_UP 5061 /* node already up */
#endif
#ifndef ERROR_CLUSTER_NODE_ALREADY_DOWN
#define ERROR_CLUSTER_NODE_ALREADY_DOWN 5062 /* node already down */
#endif
#ifndef ERROR_CLUSTER_NODE_ALREADY_MEMBER
#define ERROR_CLUSTER_NODE_ALREADY_MEMBER 5065 /* already member */
#endif
#ifndef ERROR_DEPENDENCY_NOT_ALLOWED
#define ERROR_DEPENDENCY_NOT_ALLOWED 5069 /* dependency not allowed */
#endif
#ifndef ERROR_CLUSTER_NODE_PAUSED
#define ERROR_CLUSTER_NODE_PAUSED 5070 /* node paused */
#endif
#ifndef ERROR_NODE_CANT_HOST_RESOURCE
#define ERROR_NODE_CANT_HOST_RESOURCE 5071 /* node cannot host resource */
#endif
#ifndef ERROR_CLUSTER_NODE_NOT_READY
#define ERROR_CLUSTER_NODE_NOT_READY 5072 /* node not active yet (reconnect) */
#endif
#ifndef ERROR_CLUSTER_NODE_SHUTTING_DOWN
#define ERROR_CLUSTER_NODE_SHUTTING_DOWN 5073 /* node stopping (reconnect) */
#endif
#ifndef ERROR_CLUSTER_INCOMPATIBLE_VERSIONS
#define ERROR_CLUSTER_INCOMPATIBLE_VERSIONS 5075 /* versions incompatible */
#endif
#ifndef ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND
#define ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND 5078 /* resource type unknown */
#endif
#ifndef ERROR_CLUSTER_RESTYPE_NOT_SUPPORTED
#define ERROR_CLUSTER_RESTYPE_NOT_SUPPORTED 5079 /* resource type unsupported by node */
#endif
#ifndef ERROR_CLUSTER_RESNAME_NOT_FOUND
#define ERROR_CLUSTER_RESNAME_NOT_FOUND 5080 /* resource name not found by DLL */
#endif
#ifndef ERROR_CLUSTER_OWNER_NOT_IN_PREFLIST
#define ERROR_CLUSTER_OWNER_NOT_IN_PREFLIST 5082 /* owner not preferred */
#endif
#ifndef ERROR_CLUSTER_GROUP_MOVING
#define ERROR_CLUSTER_GROUP_MOVING 5908 /* group moving */
#endif
#ifndef ERROR_CLUSTER_INVALID_STRING_TERMINATION
#define ERROR_CLUSTER_INVALID_STRING_TERMINATION 5916 /* string not terminated */
#endif
#ifndef ERROR_CLUSTER_INVALID_STRING_FORMAT
#define ERROR_CLUSTER_INVALID_STRING_FORMAT 5917 /* string format bad */
#endif
#ifndef ERROR_CLUSTER_NO_QUORUM
#define ERROR_CLUSTER_NO_QUORUM 5925 /* quorum lost */
#endif
#ifndef ERROR_QUORUM_NOT_ALLOWED_IN_THIS_GROUP
#define ERROR_QUORUM_NOT_ALLOWED_IN_THIS_GROUP 5928 /* group cannot hold the quorum resource */
#endif
#ifndef ERROR_DEPENDENCY_TREE_TOO_COMPLEX
#define ERROR_DEPENDENCY_TREE_TOO_COMPLEX 5929 /* too many dependencies */
#endif
#ifndef ERROR_FILE_SHARE_RESOURCE_CONFLICT
#define ERROR_FILE_SHARE_RESOURCE_CONFLICT 5938 /* file share cannot be the witness */
#endif
#ifndef ERROR_CLUSTER_SINGLETON_RESOURCE
#define ERROR_CLUSTER_SINGLETON_RESOURCE 5940 /* only one resource of this type per cluster */
#endif
#ifndef ERROR_CLUSTER_GROUP_SINGLETON_RESOURCE
#define ERROR_CLUSTER_GROUP_SINGLETON_RESOURCE 5941 /* only one resource of this type per group */
#endif
#ifndef ERROR_CLUSTER_RESOURCE_PROVIDER_FAILED
#define ERROR_CLUSTER_RESOURCE_PROVIDER_FAILED 5942 /* a resource that it depends on has failed */
#endif
#ifndef ERROR_CLUSTER_NOT_SHARED_VOLUME
#define ERROR_CLUSTER_NOT_SHARED_VOLUME 5945 /* not on a cluster shared volume */
#endif
#ifndef ERROR_CLUSTER_USE_SHARED_VOLUMES_API
#define ERROR_CLUSTER_USE_SHARED_VOLUMES_API 5948 /* only through the shared volume functions */
#endif
#ifndef ERROR_CLUSTER_BACKUP_IN_PROGRESS
#define ERROR_CLUSTER_BACKUP_IN_PROGRESS 5949 /* shared volume is in backup mode */
#endif
#ifndef ERROR_NON_CSV_PATH
#define ERROR_NON_CSV_PATH 5950 /* path is not on a CSV */
#endif
#ifndef ERROR_CSV_VOLUME_NOT_LOCAL
#define ERROR_CSV_VOLUME_NOT_LOCAL 5951 /* CSV volume owned elsewhere */
#endif
#ifndef ERROR_CLUSTER_RESOURCE_LOCKED_STATUS
#define ERROR_CLUSTER_RESOURCE_LOCKED_STATUS 5960 /* resource or group locked */
#endif
#ifndef ERROR_CLUSTER_NODE_EVACUATION_IN_PROGRESS
#define ERROR_CLUSTER_NODE_EVACUATION_IN_PROGRESS 5962 /* node is being drained */
#endif
#ifndef ERROR_CLUSTER_UPGRADE_INCOMPATIBLE_VERSIONS
#define ERROR_CLUSTER_UPGRADE_INCOMPATIBLE_VERSIONS 5973 /* nodes of the cluster have different versions */
#endif
#ifndef ERROR_GROUPSET_NOT_AVAILABLE
#define ERROR_GROUPSET_NOT_AVAILABLE 5991 /* group set not in configuration */
#endif
#ifndef ERROR_GROUPSET_NOT_FOUND
#define ERROR_GROUPSET_NOT_FOUND 5992 /* group set unknown */
#endif

#endif
