namespace Patchbay.Services.Web;

/// <summary>Why a target is no path of a file.</summary>
enum WebPathFault
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>Broken: a percent sign without its digits, no UTF-8, a NUL or control character, no slash in front, too long.</summary>
    Malformed,

    /// <summary>It means something else than a name below the root: <c>..</c>, a slash or backslash that was encoded, a drive, a stream of a file.</summary>
    Escapes,

    /// <summary>No file has such a name: an empty one, or one too long.</summary>
    NoName,

    /// <summary>A name that begins with a dot: there, but not for the web.</summary>
    Hidden,
}
