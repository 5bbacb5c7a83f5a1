using System.Buffers;
using System.Text;

namespace Patchbay.Services.Web;

/// <summary>Which names of files the web may speak of.</summary>
static class WebFileName
{
    // NAME_MAX of every usual file system, in bytes of UTF-8.
    const int MaxBytes = 255;

    static readonly SearchValues<char> SpecialOnWindows = SearchValues.Create("<>:\"|?*");

    static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9"];

    /// <summary>What is wrong with a decoded name.</summary>
    /// <param name="name">One segment of a path.</param>
    /// <param name="windows">Also refuse what Windows reads as something else: drives and streams (<c>:</c>), devices, dots and spaces at the end that it drops.</param>
    public static WebPathFault Judge(string name, bool windows)
    {
        if (name.AsSpan().ContainsAnyInRange('\0', '\x1f') || name.Contains('\x7f'))
        {
            return WebPathFault.Malformed;
        }

        if (name.Length == 0 || (name.Length > MaxBytes / 4 && Encoding.UTF8.GetByteCount(name) > MaxBytes))
        {
            return WebPathFault.NoName;
        }

        if (name is "." or ".." || name.AsSpan().ContainsAny('/', '\\') || (windows && IsSpecialOnWindows(name)))
        {
            return WebPathFault.Escapes;
        }

        return name[0] == '.' ? WebPathFault.Hidden : WebPathFault.None;
    }

    static bool IsSpecialOnWindows(string name) =>
        name.AsSpan().ContainsAny(SpecialOnWindows) || name[^1..] is "." or " "
        || Devices.Contains(name.Split('.')[0].TrimEnd(' '), StringComparer.OrdinalIgnoreCase);
}
