using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>How many descriptors this process may have: RLIMIT_NOFILE of getrlimit(2). Thread-safe.</summary>
public static unsafe partial class DescriptorLimit
{
    const int RLIMIT_NOFILE = 7;

    /// <summary>The soft limit, which is the one that counts; 0 when it cannot be told.</summary>
    public static long Soft
    {
        get
        {
            var limits = stackalloc ulong[2];
            return getrlimit(RLIMIT_NOFILE, limits) == 0 ? (long)Math.Min(limits[0], long.MaxValue) : 0;
        }
    }

    /// <summary>Raises the soft limit as far as the hard one lets it, when it is below what is wanted. Needs no right.</summary>
    /// <param name="wanted">So many descriptors.</param>
    /// <returns>The soft limit afterwards.</returns>
    public static long Raise(long wanted)
    {
        var limits = stackalloc ulong[2];
        if (getrlimit(RLIMIT_NOFILE, limits) == 0 && limits[0] < (ulong)wanted && limits[0] < limits[1])
        {
            limits[0] = limits[1];
            _ = setrlimit(RLIMIT_NOFILE, limits);
        }

        return Soft;
    }

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, ulong* limits);

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, ulong* limits);
}
