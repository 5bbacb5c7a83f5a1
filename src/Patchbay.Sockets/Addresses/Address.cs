using System.Diagnostics.CodeAnalysis;

namespace Patchbay.Sockets;

/// <summary>
/// One address of the grammar that every verb speaks: <c>[layer+]*base[-listen]:target[,option=value]…</c>. Immutable; equality is by meaning.
/// docs/addresses.md carries the EBNF.
/// </summary>
public sealed partial record Address
{
    /// <summary>The longest text that is read, in UTF-16 characters.</summary>
    public const int MaxLength = 4096;

    /// <summary>What the address names under its layers.</summary>
    public required AddressKind Kind { get; init; }

    /// <summary>The layers around the base, outermost first: <c>tls</c>, <c>ws</c>. <c>wss:</c> is <c>["ws", "tls"]</c>.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>The address waits for others to come.</summary>
    public bool Listens { get; init; }

    /// <summary>
    /// Host name in lower case, or a literal without brackets; null where the base has none, and for a listener that names only a port: that one
    /// binds loopback. <c>*</c> is a listener on every address.
    /// </summary>
    public string? Host { get; init; }

    /// <summary>0 to 65535; null where the base has none.</summary>
    public int? Port { get; init; }

    /// <summary>
    /// The rest of the target where the base is not host and port: a path (Unix, file), a command, an interface, a raw protocol, a descriptor number,
    /// a service's name, the path and query of a WebSocket URL.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>The options in the order written.</summary>
    public IReadOnlyList<AddressOption> Options { get; init; } = [];

    /// <summary>Reads an address. Pure: looks at nothing but the text.</summary>
    /// <param name="text">The address, at most <see cref="MaxLength"/> characters.</param>
    /// <param name="role">What an address means that does not say itself whether it listens.</param>
    /// <exception cref="AddressFormatException">The text is no address; says where and what to write instead.</exception>
    public static Address Parse(string text, AddressRole role = AddressRole.Connect)
    {
        ArgumentNullException.ThrowIfNull(text);
        return AddressParser.Parse(new AddressText(text), role);
    }

    /// <summary>Reads an address; false when the text is none. Use <see cref="Parse"/> where a person wants to know why.</summary>
    /// <param name="text">The text; null is no address.</param>
    /// <param name="role">What an address means that does not say itself whether it listens.</param>
    /// <param name="address">The address, or null.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, AddressRole role, [NotNullWhen(true)] out Address? address)
    {
        try
        {
            address = text is null ? null : Parse(text, role);
        }
        catch (AddressFormatException)
        {
            address = null;
        }

        return address is not null;
    }

    /// <summary><see cref="TryParse(string?, AddressRole, out Address?)"/> for a verb that connects.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Address? address) =>
        TryParse(text, AddressRole.Connect, out address);

    /// <summary>
    /// The canonical text: the scheme always written, default ports of URLs left out. <c>Parse(Format())</c> gives back an equal address for
    /// everything that <see cref="Parse"/> made.
    /// </summary>
    public string Format() => AddressFormatter.Format(this);

    /// <summary><see cref="Format"/>.</summary>
    public override string ToString() => Format();

    /// <summary>The option of that name, or null when it is not written.</summary>
    /// <param name="name">Lower case.</param>
    public AddressOption? FindOption(string name) => Options.FirstOrDefault(option => option.Name == name);

    /// <summary>Equal by meaning: layers and options are compared one by one, in order.</summary>
    public bool Equals(Address? other) =>
        other is not null
        && Kind == other.Kind && Listens == other.Listens && Host == other.Host && Port == other.Port && Target == other.Target
        && Layers.SequenceEqual(other.Layers) && Options.SequenceEqual(other.Options);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Kind);
        hash.Add(Listens);
        hash.Add(Host);
        hash.Add(Port);
        hash.Add(Target);
        foreach (var layer in Layers)
        {
            hash.Add(layer);
        }

        foreach (var option in Options)
        {
            hash.Add(option);
        }

        return hash.ToHashCode();
    }
}
