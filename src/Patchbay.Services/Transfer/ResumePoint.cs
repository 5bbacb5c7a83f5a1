namespace Patchbay.Services.Transfer;

/// <summary>What a download left here, and which version of the file it was of.</summary>
/// <param name="Offset">Bytes that are here.</param>
/// <param name="Validator">What the server called that version: an entity tag or a date of HTTP, size and time of FTP. Null where it said nothing.</param>
/// <param name="Total">The size of the whole file, where it is known.</param>
internal sealed record ResumePoint(long Offset, string? Validator = null, long? Total = null);
