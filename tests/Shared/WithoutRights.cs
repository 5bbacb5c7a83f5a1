using System.Runtime.InteropServices;

namespace Patchbay.TestSupport;

/// <summary>Takes CAP_NET_RAW from the thread that calls. Capabilities belong to threads (capabilities(7)): the test's process keeps it.</summary>
static unsafe partial class WithoutRights
{
    const uint LINUX_CAPABILITY_VERSION_3 = 0x20080522;
    const int CAP_NET_RAW = 13;

    /// <summary>For a thread that nobody uses afterwards: the right does not come back.</summary>
    public static void Drop()
    {
        var header = stackalloc uint[2] { LINUX_CAPABILITY_VERSION_3, 0 };

        // Effective, permitted and inheritable, twice 32 bits each.
        var sets = stackalloc uint[6];
        Assert.Equal(0, capget(header, sets));
        sets[0] &= ~(1u << CAP_NET_RAW);
        Assert.Equal(0, capset(header, sets));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int capget(uint* header, uint* data);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int capset(uint* header, uint* data);
}
