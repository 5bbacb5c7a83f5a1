using System.Net.Sockets;

namespace Patchbay.Sockets;

/// <summary>SO_REUSEPORT, which System.Net.Sockets has no name for.</summary>
internal static class PortSharing
{
    /// <summary>Lets other sockets that ask for the same bind the same address. Call before bind.</summary>
    /// <exception cref="PlatformNotSupportedException">The system has no such option, or we do not know its number.</exception>
    public static void Allow(Socket socket)
    {
        // (level, option): SOL_SOCKET and SO_REUSEPORT of asm-generic/socket.h, and of Darwin's sys/socket.h.
        var (level, option) = OperatingSystem.IsLinux() ? (1, 15)
            : OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD() ? (0xFFFF, 0x200)
            : throw new PlatformNotSupportedException("ReusePort: this system has no SO_REUSEPORT.");
        socket.SetRawSocketOption(level, option, BitConverter.GetBytes(1));
    }
}
