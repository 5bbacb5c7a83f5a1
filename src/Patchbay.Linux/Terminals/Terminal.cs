using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>Whether somebody sits at a descriptor.</summary>
/// <remarks>As <see cref="Console.IsOutputRedirected"/> and its sisters, which load the whole of System.Console: three milliseconds of every start.</remarks>
public static partial class Terminal
{
    /// <summary>The descriptor is a terminal: isatty(3). Linux and other Unixes.</summary>
    public static bool Is(int descriptor) => isatty(descriptor) == 1;

    [LibraryImport("libc")]
    private static partial int isatty(int descriptor);
}
