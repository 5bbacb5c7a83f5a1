namespace Patchbay.Services.Rpc;

/// <summary>What <see cref="RpcJsonScanner"/> found.</summary>
enum RpcScan
{
    /// <summary>The text goes on.</summary>
    More,

    /// <summary>The text is whole.</summary>
    End,

    /// <summary>This byte cannot follow.</summary>
    Broken,

    /// <summary>This bracket opens one level too many.</summary>
    TooDeep,
}
