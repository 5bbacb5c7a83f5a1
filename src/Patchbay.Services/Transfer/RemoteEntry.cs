namespace Patchbay.Services.Transfer;

/// <summary>One line of a listing. The name is as the server said it: <see cref="SafeName"/> says whether it may become a file here.</summary>
/// <param name="Name">Not checked.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Bytes of a file; null where the server does not say.</param>
/// <param name="Modified">When it changed last; null where the server does not say.</param>
/// <param name="Precision">How coarse <paramref name="Modified"/> is: a listing of LIST has minutes or days.</param>
internal sealed record RemoteEntry(string Name, RemoteEntryKind Kind, long? Size = null, DateTimeOffset? Modified = null, TimeSpan Precision = default);
