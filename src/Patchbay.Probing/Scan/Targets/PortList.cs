using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Patchbay.Sockets;

namespace Patchbay.Probing;

/// <summary>Lists of ports as people write them: <c>22,80,8000-8100,https</c>; <c>-</c> is every port, <c>60000-</c> and <c>-1023</c> are open ranges. Pure.</summary>
public static class PortList
{
    const int Last = ushort.MaxValue;

    /// <summary>Reads a list.</summary>
    /// <param name="text">The text.</param>
    /// <param name="names">The names that ports may be called by.</param>
    /// <param name="udp">Names are those of UDP.</param>
    /// <returns>Each port once, upwards; one at least.</returns>
    /// <exception cref="AddressFormatException">It is none; the column tells where.</exception>
    public static ImmutableArray<ushort> Parse(string text, PortNames names, bool udp = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(names);
        return Read(new AddressText(text), 0, text.Length, names, udp);
    }

    /// <summary>The list as short as it can be written: <c>22,80,8000-8100</c>.</summary>
    /// <param name="ports">Each port once, upwards.</param>
    public static string Format(IEnumerable<ushort> ports)
    {
        ArgumentNullException.ThrowIfNull(ports);
        var text = new StringBuilder();
        int first = -2, last = -2;
        foreach (var port in ports)
        {
            if (port != last + 1)
            {
                End();
                text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? "" : ",")}{port}");
                first = port;
            }

            last = port;
        }

        End();
        return text.ToString();

        void End()
        {
            if (last > first)
            {
                text.Append(CultureInfo.InvariantCulture, $"{(last == first + 1 ? ',' : '-')}{last}");
            }
        }
    }

    internal static ImmutableArray<ushort> Read(AddressText source, int start, int end, PortNames names, bool udp)
    {
        var wanted = new BitArray(Last + 1);
        for (var at = start; ; at++)
        {
            var comma = source.Text.IndexOf(',', at, end - at);
            var next = comma < 0 ? end : comma;
            var (first, last) = ReadItem(source, at, next, names, udp);
            for (var port = first; port <= last; port++)
            {
                wanted[port] = true;
            }

            if (comma < 0)
            {
                break;
            }

            at = next;
        }

        var ports = ImmutableArray.CreateBuilder<ushort>();
        for (var port = 1; port <= Last; port++)
        {
            if (wanted[port])
            {
                ports.Add((ushort)port);
            }
        }

        return ports.DrainToImmutable();
    }

    static (int First, int Last) ReadItem(AddressText source, int start, int end, PortNames names, bool udp)
    {
        var item = source.Text.AsSpan(start, end - start);
        if (item.IsEmpty)
        {
            throw source.Error(start, "A port is missing.", "Write ports as 22,80,8000-8100; - is every port.");
        }

        if (!char.IsAsciiDigit(item[0]) && item[0] != '-')
        {
            var name = item.ToString();
            return names.PortOf(name, udp) is { } port ? (port, port)
                : throw source.Error(start, $"No port is called {AddressText.Quote(name)}.", Suggestion.For(name, names.Names) is { } near ? $"Did you mean '{near}'?" : "Write its number.");
        }

        var dash = item.IndexOf('-');
        if (dash < 0)
        {
            var only = ReadNumber(source, start, end);
            return (only, only);
        }

        var first = dash == 0 ? 1 : ReadNumber(source, start, start + dash);
        var last = dash == item.Length - 1 ? Last : ReadNumber(source, start + dash + 1, end);
        return first <= last ? (first, last) : throw source.Error(start, $"The range {AddressText.Cut(item)} ends before it begins.", "Write the smaller port first.");
    }

    static int ReadNumber(AddressText source, int start, int end)
    {
        var text = source.Text.AsSpan(start, end - start);
        var wrong = text.IndexOfAnyExceptInRange('0', '9');
        if (wrong >= 0)
        {
            throw source.Error(start + wrong, $"{AddressText.Quote(text)} is no port.", "Write ports as 22,80,8000-8100; - is every port.");
        }

        return !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > Last ? throw source.Error(start, $"Port {AddressText.Cut(text)} is out of range.", $"Ports go from 1 to {Last}.")
            : port == 0 ? throw source.Error(start, "Port 0 cannot be asked.", $"Ports go from 1 to {Last}.")
            : port;
    }
}
