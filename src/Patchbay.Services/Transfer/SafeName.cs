using System.Text;

namespace Patchbay.Services.Transfer;

/// <summary>Which names of a server may become files of this machine. Pure.</summary>
internal static class SafeName
{
    /// <summary>NAME_MAX of every file system that matters, in bytes of UTF-8.</summary>
    public const int MaxBytes = 255;

    static readonly System.Buffers.SearchValues<char> NotOnWindows = System.Buffers.SearchValues.Create("\\:*?\"<>|");

    // Win32: these open devices, with any extension, in any folder.
    static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

    /// <summary>Why a name may not; null when it may.</summary>
    /// <param name="name">One name of a path.</param>
    /// <param name="windows">With the rules of Windows besides.</param>
    public static string? Problem(string name, bool windows) =>
        name.Length == 0 ? "it is empty"
        : name is "." or ".." ? "it leads out of the folder"
        : name.Contains('/', StringComparison.Ordinal) ? "a slash is in it"
        : name.Contains('\0', StringComparison.Ordinal) ? "a zero is in it"
        : name.Any(char.IsControl) ? "a control character is in it"
        : HasLoneSurrogate(name) ? "it is no Unicode text"
        : Encoding.UTF8.GetByteCount(name) > MaxBytes ? $"it has more than {MaxBytes} bytes"
        : windows ? WindowsProblem(name)
        : null;

    static string? WindowsProblem(string name)
    {
        if (name.AsSpan().ContainsAny(NotOnWindows))
        {
            return "Windows has no such names";
        }

        var stem = name.Split('.')[0].TrimEnd(' ').ToUpperInvariant();
        var isDevice = Devices.Contains(stem) || (stem.Length == 4 && (stem.StartsWith("COM", StringComparison.Ordinal) || stem.StartsWith("LPT", StringComparison.Ordinal)) && stem[3] is (>= '0' and <= '9') or '¹' or '²' or '³');
        return isDevice ? "it is the name of a device" : name[^1] is '.' or ' ' ? "Windows would drop its last character" : null;
    }

    static bool HasLoneSurrogate(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsHighSurrogate(name[i]) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(name[i]))
            {
                return true;
            }
        }

        return false;
    }
}
