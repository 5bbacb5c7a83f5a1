namespace Patchbay.Services.Web;

/// <summary>How opening below the root ended.</summary>
enum JailResult
{
    /// <summary>It is open.</summary>
    Opened,

    /// <summary>There is no such file or folder, or it is a device, a pipe or a socket.</summary>
    NotFound,

    /// <summary>The rights of this process do not suffice.</summary>
    Denied,

    /// <summary>A link leads out of the root.</summary>
    Escapes,

    /// <summary>The process has no descriptor left.</summary>
    Exhausted,
}
