using System.Net;
using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>getsockname(2): System.Net.Sockets forgets this end once an attempt to connect failed, and the kernel does not.</summary>
public static class SocketName
{
    /// <summary>This end of an IP socket; null when it has none, is of another family or is closed.</summary>
    /// <param name="handle">The socket.</param>
    public static IPEndPoint? Local(SafeHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        var referenced = false;
        try
        {
            handle.DangerousAddRef(ref referenced);
            Span<byte> bytes = stackalloc byte[KernelSocketAddress.MostBytes];
            var length = SocketCalls.LocalAddress((int)handle.DangerousGetHandle(), bytes);
            return length > 0 && KernelSocketAddress.Read(bytes[..length]) is IPEndPoint { Address: var address } end
                ? new IPEndPoint(MappedAddress.Unmap(address), end.Port)
                : null;
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
        finally
        {
            if (referenced)
            {
                handle.DangerousRelease();
            }
        }
    }
}
