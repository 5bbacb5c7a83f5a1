using System.Globalization;
using System.Net;

namespace Patchbay.Sockets;

/// <summary><c>[host:]port</c>, with the rules of either side: who connects names a host; who listens names an address of this machine or none.</summary>
internal static class HostPortSyntax
{
    public const string EveryAddress = "*";

    /// <summary>Reads all from start to end.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">The first character.</param>
    /// <param name="end">Behind the last.</param>
    /// <param name="scheme">Decides which side's rules hold.</param>
    /// <param name="defaultPort">The port when none is written; null where one must be.</param>
    public static (string? Host, int Port) Read(AddressText text, int start, int end, AddressScheme scheme, int? defaultPort = null)
    {
        string? host = null;
        var colon = start;
        if (start < end && text[start] == '[')
        {
            host = HostSyntax.ReadBracketed(text, start, end, out colon);
            if (colon < end && text[colon] != ':')
            {
                throw text.Error(colon, $"'{text[colon]}' cannot follow the bracket.", "Write the port after a colon, as in [::1]:8080.");
            }
        }
        else
        {
            colon = FindColon(text, start, end, scheme);
            if (colon > start)
            {
                host = ReadHost(text, start, colon, scheme);
            }
        }

        if (host is null && !scheme.Listens)
        {
            throw text.Error(
                start,
                "The host is missing.",
                colon < end && text[colon] == ':' && colon + 1 < end ? $"For this machine write localhost{AddressText.Cut(text.Text.AsSpan(colon, end - colon))}." : "Write HOST:PORT, as in localhost:8080.");
        }

        if (colon >= end)
        {
            return (host, defaultPort ?? throw text.Error(end, "The port is missing.", $"Write it after a colon, as in {AddressText.Cut(text.Text.AsSpan(start, end - start))}:8080."));
        }

        return (host, ReadPort(text, text[colon] == ':' ? colon + 1 : colon, end, scheme.Listens));
    }

    public static int ReadPort(AddressText text, int start, int end, bool listens)
    {
        if (start == end)
        {
            throw text.Error(end, "The port is missing.", "Write a number from 1 to 65535 after the colon.");
        }

        for (var i = start; i < end; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                throw text.Error(i, $"{AddressText.Quote(text.Text.AsSpan(start, end - start))} is no port.", "A port is a number from 0 to 65535; options follow after a comma.");
            }
        }

        if (!int.TryParse(text.Text.AsSpan(start, end - start), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > IPEndPoint.MaxPort)
        {
            throw text.Error(start, $"Port {text.Text.AsSpan(start, Math.Min(end - start, 20))} is out of range.", "Ports go from 0 to 65535.");
        }

        if (port == 0 && !listens)
        {
            throw text.Error(start, "Nobody can connect to port 0.", "Write the port of the other side; 0 asks for any free port when listening.");
        }

        return port;
    }

    /// <summary>The colon before the port; the port's own place when there is no colon; the end when only a host is there.</summary>
    static int FindColon(AddressText text, int start, int end, AddressScheme scheme)
    {
        var colon = text.Text.IndexOf(':', start, end - start);
        if (colon < 0)
        {
            return start < end && text.Text.AsSpan(start, end - start).ContainsAnyExceptInRange('0', '9') ? end : start;
        }

        var second = text.Text.IndexOf(':', colon + 1, end - colon - 1);
        if (second < 0)
        {
            return colon;
        }

        var all = text.Text[start..end];
        var lastColon = all.LastIndexOf(':');
        var isIPv6 = IPAddress.TryParse(all, out _);
        throw isIPv6 || IPAddress.TryParse(all[..lastColon], out _)
            ? text.Error(start, "An IPv6 address stands without brackets.", isIPv6 ? $"Write [{all}]:PORT." : $"Write [{all[..lastColon]}]:{all[(lastColon + 1)..]}.")
            : text.Error(second, scheme.IsUrl ? "A second port follows." : "A second colon follows.", "Write HOST:PORT; an IPv6 address goes in brackets, options after a comma.");
    }

    static string ReadHost(AddressText text, int start, int end, AddressScheme scheme)
    {
        if (text.Text.AsSpan(start, end - start).SequenceEqual(EveryAddress))
        {
            return scheme.Listens
                ? EveryAddress
                : throw text.Error(start, "'*' is every address of this machine; nobody can connect to that.", "Write the other side's name or address.");
        }

        var host = HostSyntax.Read(text, start, end);
        if (scheme.Listens && host != "localhost" && !HostSyntax.IsIPv4(host))
        {
            var hint = Suggestion.For(host, AddressScheme.Words) is { } near
                ? $"Did you mean '{near}:'? Otherwise write an address of this machine, or * for every one."
                : "Write an address of this machine, localhost, or * for every address.";
            throw text.Error(start, $"A listener binds an address, and {AddressText.Quote(host)} is a name.", hint);
        }

        return host;
    }
}
