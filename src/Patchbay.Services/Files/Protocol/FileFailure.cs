namespace Patchbay.Services.Files;

/// <summary>Why something could not be done with a file.</summary>
enum FileFailure
{
    /// <summary>It could.</summary>
    None,

    /// <summary>There is none of that name.</summary>
    NotFound,

    /// <summary>A name on the way is no directory, or the thing itself should be one.</summary>
    NotDirectory,

    /// <summary>A file was wanted.</summary>
    IsDirectory,

    /// <summary>Something of that name is there.</summary>
    Exists,

    /// <summary>The directory has entries.</summary>
    NotEmpty,

    /// <summary>This user may read only here, or the node itself may not.</summary>
    Denied,

    /// <summary>The path leaves the user's files, by a symbolic link.</summary>
    Outside,

    /// <summary>Another transfer writes it.</summary>
    Busy,

    /// <summary>The disk or the quota is full.</summary>
    NoSpace,

    /// <summary>REST asked for more than there is.</summary>
    BeyondEnd,

    /// <summary>No name of a file on this system.</summary>
    BadName,

    /// <summary>The system said something else.</summary>
    Failed,
}
