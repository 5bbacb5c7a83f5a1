using System.Globalization;

namespace Patchbay.Observation;

/// <summary>How many sockets, and whose: what <c>explain CLOSE_WAIT</c> says of this machine. Pure.</summary>
static class SocketCount
{
    const int MostNames = 4;

    /// <summary>The rows one after the other; a row may be filled again after it was taken.</summary>
    public static string Describe(IEnumerable<SocketRow> rows)
    {
        var (count, closed) = (0, 0);
        var owners = new Dictionary<string, int>();
        foreach (var row in rows)
        {
            count++;
            if (row.Owners is [var owner, ..])
            {
                owners[owner.ToString()] = owners.GetValueOrDefault(owner.ToString()) + 1;
            }
            else if (row is { Kind: SocketKind.Tcp, Inode: 0 })
            {
                closed++;
            }
        }

        var names = owners.OrderByDescending(static owner => owner.Value).ThenBy(static owner => owner.Key, StringComparer.Ordinal).Take(MostNames).Select(Name).ToList();
        if (owners.Count > MostNames)
        {
            names.Add(string.Create(CultureInfo.InvariantCulture, $"{owners.Count - MostNames} more processes"));
        }

        if (closed > 0)
        {
            names.Add(string.Create(CultureInfo.InvariantCulture, $"{closed} in no process"));
        }

        return count == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{count}{(names.Count == 0 ? "" : ": " + string.Join(", ", names))}");
    }

    static string Name(KeyValuePair<string, int> owner) => owner.Value == 1 ? owner.Key : string.Create(CultureInfo.InvariantCulture, $"{owner.Key} {owner.Value}");
}
