namespace Patchbay.Services.Web;

/// <summary>How a listing is sorted: <c>?sort=name|size|date&amp;order=asc|desc</c>. Folders come first always.</summary>
/// <param name="Key">name, size or date.</param>
/// <param name="IsDescending">The other way round.</param>
readonly record struct ListingOrder(string Key, bool IsDescending)
{
    public const string Name = "name", Size = "size", Date = "date";

    /// <summary>The keys, in the order of the columns.</summary>
    public static IReadOnlyList<string> Keys { get; } = [Name, Size, Date];

    /// <summary>Reads the query's words; what is none of them is the default, by name.</summary>
    public static ListingOrder Parse(string? sort, string? order) => new(sort is Size or Date ? sort : Name, order == "desc");

    /// <summary>The order that a click on a column gives: the other way for the one that is sorted by.</summary>
    public ListingOrder Click(string key) => new(key, key == Key && !IsDescending);

    /// <summary>The query that asks for it.</summary>
    public string Query => $"?sort={Key}&order={(IsDescending ? "desc" : "asc")}";

    /// <summary>Sorts; entries that are equal by the key are in the order of their names.</summary>
    public List<ListingEntry> Sort(IEnumerable<ListingEntry> entries)
    {
        var (key, sign) = (Key, IsDescending ? -1 : 1);
        var sorted = entries.ToList();
        sorted.Sort((a, b) =>
        {
            if (a.IsFolder != b.IsFolder)
            {
                return a.IsFolder ? -1 : 1;
            }

            var byKey = key switch
            {
                Size => a.Length.CompareTo(b.Length),
                Date => a.Modified.CompareTo(b.Modified),
                _ => CompareNames(a, b),
            };
            return byKey != 0 ? sign * byKey : CompareNames(a, b);
        });
        return sorted;
    }

    // As people look for a name: without regard to case first; then exactly, so that the order is total.
    static int CompareNames(ListingEntry a, ListingEntry b) =>
        string.Compare(a.Name, b.Name, StringComparison.OrdinalIgnoreCase) is not 0 and var order ? order : string.CompareOrdinal(a.Name, b.Name);
}
