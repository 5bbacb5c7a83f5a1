using System.Net;
using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>getsockname(2): System.Net.Sockets forgets this end once an attempt to connect failed, and the kernel does not.</summary>
public static unsafe partial class SocketName
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
            Span<byte> bytes = stackalloc byte[KernelSocketAddress.MaxSize];
            var length = (uint)bytes.Length;
            fixed (byte* pointer = bytes)
            {
                return GetSocketName((int)handle.DangerousGetHandle(), pointer, &length) == 0 && length <= bytes.Length ? KernelSocketAddress.Read(bytes[..(int)length]) : null;
            }
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

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    private static partial int GetSocketName(int descriptor, byte* address, uint* length);
}
