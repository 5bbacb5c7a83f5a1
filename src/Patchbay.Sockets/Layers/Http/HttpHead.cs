namespace Patchbay.Sockets;

/// <summary>The head of an HTTP/1.1 message (RFC 9112): its first line and its fields.</summary>
/// <param name="StartLine">Three parts by spaces; the last may have spaces, or be empty in a response.</param>
/// <param name="Fields">Names as written, values without the spaces around them, in order.</param>
internal sealed record HttpHead(string[] StartLine, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    /// <summary>The value of a field, several joined with commas (RFC 9110 section 5.3); null when there is none.</summary>
    public string? Find(string name)
    {
        var values = Fields.Where(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(static field => field.Value).ToList();
        return values.Count == 0 ? null : string.Join(", ", values);
    }

    /// <summary>How often a field is there.</summary>
    public int Count(string name) => Fields.Count(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The members of a list field; empty when there is none.</summary>
    public IEnumerable<string> List(string name) => (Find(name) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether a list field has a member, in any case.</summary>
    public bool Has(string name, string member) => List(name).Contains(member, StringComparer.OrdinalIgnoreCase);
}
