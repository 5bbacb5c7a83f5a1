namespace Patchbay.Sockets;

/// <summary>The options of a header in their order, fillers too. Ends at the first that cannot be read. Used as <c>foreach</c>.</summary>
public ref struct HeaderOptions
{
    const byte EndOfList = 0;
    const byte NoOperation = 1;

    readonly OptionListKind _kind;
    ReadOnlySpan<byte> _rest;
    HeaderOption _current;

    /// <summary>The options in these bytes.</summary>
    public HeaderOptions(ReadOnlySpan<byte> bytes, OptionListKind kind)
    {
        _rest = bytes;
        _kind = kind;
        Bytes = bytes;
    }

    /// <summary>The list as it was read.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The option the last <see cref="MoveNext"/> came to.</summary>
    public readonly HeaderOption Current => _current;

    /// <summary>After the last one: the list ended at an option with an impossible length.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>For <c>foreach</c>.</summary>
    public readonly HeaderOptions GetEnumerator() => this;

    /// <summary>Goes on to the next option; false at the end.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var kind = _rest[0];
        if (_kind == OptionListKind.Ipv4OrTcp && kind == EndOfList)
        {
            _rest = default;
            return false;
        }

        if ((_kind == OptionListKind.Ipv4OrTcp && kind == NoOperation) || (_kind == OptionListKind.Ipv6 && kind == 0))
        {
            _current = new HeaderOption(kind, default);
            _rest = _rest[1..];
            return true;
        }

        var length = _rest.Length < 2 ? 0 : _kind switch
        {
            OptionListKind.Ipv4OrTcp => _rest[1],
            OptionListKind.Ipv6 => _rest[1] + 2,
            _ => _rest[1] * 8,
        };
        if (length < 2 || length > _rest.Length)
        {
            IsBroken = true;
            _rest = default;
            return false;
        }

        _current = new HeaderOption(kind, _rest[2..length]);
        _rest = _rest[length..];
        return true;
    }

    /// <summary>The data of the first option of that kind.</summary>
    /// <returns>False when there is none.</returns>
    public readonly bool TryFind(byte kind, out ReadOnlySpan<byte> data)
    {
        foreach (var option in new HeaderOptions(Bytes, _kind))
        {
            if (option.Kind == kind)
            {
                data = option.Data;
                return true;
            }
        }

        data = default;
        return false;
    }

    /// <summary><see cref="HeaderFaults.BadOption"/> when the list cannot be read to its end.</summary>
    internal readonly HeaderFaults Check()
    {
        var options = new HeaderOptions(Bytes, _kind);
        while (options.MoveNext())
        {
        }

        return options.IsBroken ? HeaderFaults.BadOption : HeaderFaults.None;
    }
}
