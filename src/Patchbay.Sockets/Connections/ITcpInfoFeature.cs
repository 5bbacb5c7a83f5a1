using System.Diagnostics.CodeAnalysis;

namespace Patchbay.Sockets;

/// <summary>The kernel's live view of a TCP connection (tcp(7), TCP_INFO).</summary>
public interface ITcpInfoFeature
{
    /// <summary>Asks the kernel now. False for Unix sockets, closed sockets and platforms without TCP_INFO. Costs one system call.</summary>
    bool TryGetTcpInfo([NotNullWhen(true)] out TcpInfo? info);
}
