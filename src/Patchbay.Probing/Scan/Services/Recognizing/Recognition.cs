namespace Patchbay.Probing;

/// <summary>A finding while it is made: everything that is put in can be shown.</summary>
sealed class Recognition(string name, ServiceEvidence evidence)
{
    const int MostFact = 400;

    readonly SortedDictionary<string, string> _facts = new(StringComparer.Ordinal);

    public ServiceEvidence Evidence { get; set; } = evidence;

    public string? Product { get; private set; }

    public string? Version { get; private set; }

    public string? Info { get; private set; }

    /// <summary>Adds a fact; nothing when there is none.</summary>
    public Recognition Fact(string fact, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            _facts[fact] = Shown(value, MostFact);
        }

        return this;
    }

    /// <summary>Which program it is.</summary>
    public Recognition Is(string? product, string? version = null)
    {
        (Product, Version) = (string.IsNullOrWhiteSpace(product) ? null : Shown(product, 80), string.IsNullOrWhiteSpace(version) ? null : Shown(version, 80));
        return this;
    }

    /// <summary>The facts in short.</summary>
    public Recognition Says(string? info)
    {
        Info = string.IsNullOrWhiteSpace(info) ? null : Shown(info, 200);
        return this;
    }

    public ServiceFinding Finding() => new(name, Evidence, IsTls: false, Product, Version, Info, _facts);

    static string Shown(string text, int most) => PrintableText.Of(text.Trim(), most);
}
