namespace Patchbay.Services.Web;

/// <summary>What a listing shows.</summary>
/// <param name="Path">Of the folder.</param>
/// <param name="Entries">Sorted.</param>
/// <param name="Order">By what.</param>
/// <param name="IsCut">There are more than <see cref="Most"/>.</param>
sealed record FolderListing(WebPath Path, IReadOnlyList<ListingEntry> Entries, ListingOrder Order, bool IsCut)
{
    /// <summary>The most entries that are shown: a bound on memory and on the page.</summary>
    public const int Most = 20_000;
}
