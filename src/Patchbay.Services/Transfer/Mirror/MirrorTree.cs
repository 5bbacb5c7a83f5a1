namespace Patchbay.Services.Transfer;

/// <summary>Everything below a folder, here or there. Filled by one at a time.</summary>
internal sealed class MirrorTree
{
    /// <summary>Folders in one another.</summary>
    public const int MaxDepth = 64;

    /// <summary>Files and folders together.</summary>
    public const int MaxItems = 1_000_000;

    readonly SortedDictionary<string, MirrorItem> _items = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, MirrorItem> Items => _items;

    /// <summary>What was left out, and why: symbolic links, names that may not be files here.</summary>
    public List<(string Path, string Why)> LeftOut { get; } = [];

    /// <summary>How many of those are files that somebody would miss: of bad names, too deep. A mirror without them is not whole.</summary>
    public int Missing { get; private set; }

    /// <summary>Adds an item; one that was there already, or with another letter case where that is the same file, is left out.</summary>
    /// <exception cref="TransferException">There are too many.</exception>
    public bool Add(MirrorItem item)
    {
        if (_items.Count == MaxItems)
        {
            throw new TransferException(TransferFailure.Incomplete, $"there are more than {MaxItems} files and folders", "Mirror a part of it.");
        }

        if (item.Depth >= MaxDepth)
        {
            Refuse(item.Path, $"more than {MaxDepth} folders are in one another");
            return false;
        }

        if (_items.TryAdd(item.Path, item))
        {
            return true;
        }

        Refuse(item.Path, "it is listed twice");
        return false;
    }

    /// <summary>Leaves out what somebody would miss.</summary>
    public void Refuse(string path, string why)
    {
        LeftOut.Add((path, why));
        Missing++;
    }

    /// <summary>Replaces what is known of an item.</summary>
    public void Update(MirrorItem item) => _items[item.Path] = item;
}
