using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>Names of interfaces by number. Thread-safe.</summary>
public static unsafe partial class InterfaceName
{
    // IF_NAMESIZE, with the final zero.
    const int MostBytes = 16;

    /// <summary>The name in the network namespace of the calling thread (if_indextoname(3)), or the number as text.</summary>
    public static string Of(uint index)
    {
        var name = stackalloc byte[MostBytes];
        return OperatingSystem.IsLinux() && if_indextoname(index, name) != null
            ? Marshal.PtrToStringUTF8((nint)name)!
            : index.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    [LibraryImport("libc")]
    private static partial byte* if_indextoname(uint index, byte* name);
}
