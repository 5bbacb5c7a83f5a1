namespace Patchbay.Services.Web;

/// <summary>One line of a listing.</summary>
/// <param name="Name">Of the file or folder.</param>
/// <param name="IsFolder">It is a folder.</param>
/// <param name="Length">Of a file, in bytes; 0 for a folder.</param>
/// <param name="Modified">When its content changed last.</param>
sealed record ListingEntry(string Name, bool IsFolder, long Length, DateTimeOffset Modified);
