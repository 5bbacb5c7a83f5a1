namespace Patchbay.Linux.Netlink;

/// <summary>The conversations that are asked for here (netlink(7)).</summary>
public enum NetlinkProtocol
{
    /// <summary>NETLINK_ROUTE: interfaces, addresses, routes (rtnetlink(7)).</summary>
    Route = 0,

    /// <summary>NETLINK_SOCK_DIAG: the tables of sockets (sock_diag(7)).</summary>
    SockDiag = 4,
}
