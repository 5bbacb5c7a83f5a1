using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>network_namespaces(7): a network of one's own, with nothing in it but a loopback that is down.</summary>
public static partial class NetworkNamespace
{
    const int CLONE_NEWNET = 0x40000000;

    /// <summary>
    /// unshare(2): moves the calling thread alone into a new network namespace; the sockets it makes and the processes it starts belong there. The namespace is gone with the
    /// last of them, so the thread should be one that ends. 0, or minus the errno: EPERM without CAP_SYS_ADMIN.
    /// </summary>
    public static int EnterNew() => OperatingSystem.IsLinux() ? unshare(CLONE_NEWNET) == 0 ? 0 : -Marshal.GetLastPInvokeError() : -Errno.ENOSYS;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);
}
