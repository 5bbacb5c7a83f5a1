namespace Patchbay.Services.Accounts;

/// <summary>What a user may do in one service.</summary>
public enum AccessLevel
{
    /// <summary>Nothing: a right password is refused all the same.</summary>
    None,

    /// <summary>Take part and read.</summary>
    Read,

    /// <summary>Also change: upload, delete, speak where only known users may.</summary>
    Write,
}
