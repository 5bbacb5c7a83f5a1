using System.Globalization;
using System.Net;
using System.Text;
using Patchbay.Probing;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>What the live screen shows: the hosts with their open ports, the latest first. Pure; not thread-safe.</summary>
sealed class ScanWatchPage(bool udp)
{
    // What a screen cannot show is not kept.
    const int MostHosts = 500;

    readonly Dictionary<IPAddress, Row> _rows = [];
    long _clock;

    /// <summary>A host is there.</summary>
    public void Add(ScanHost host, in HostFinding finding)
    {
        if (finding.IsUp)
        {
            Of(host).Evidence = ScanWords.Of(finding.Reason) + (finding.RoundTrip > TimeSpan.Zero ? $", {Duration.Format(finding.RoundTrip)}" : "");
        }
    }

    /// <summary>A port is settled.</summary>
    public void Add(ScanHost host, in PortFinding finding)
    {
        var row = Of(host);
        row.Settled++;
        if (finding.State == PortState.Open)
        {
            row.Open[finding.Port] = PortNames.System.NameOf(finding.Port, udp) is { } usual ? usual + "?" : "";
            row.Latest = ++_clock;
        }
    }

    /// <summary>More is known of an open port.</summary>
    public void Add(ScanHost host, PortResult port) =>
        Of(host).Open[port.Port] = $"{ScanTable.ServiceName(port)} {ScanTable.Details(port)}".Trim();

    /// <summary>The page.</summary>
    /// <param name="height">Lines there are room for.</param>
    public string Render(int height)
    {
        var text = new StringBuilder();
        var lines = 0;
        foreach (var row in _rows.Values.OrderByDescending(static row => row.Latest))
        {
            if (lines >= height)
            {
                break;
            }

            text.Append(CultureInfo.InvariantCulture, $"{WrappedText.Clean(row.Title)}  {(row.Evidence.Length > 0 ? $"up ({row.Evidence}), " : "")}{row.Open.Count:N0} open of {row.Settled:N0} settled\n");
            lines++;
            foreach (var (port, what) in row.Open.OrderBy(static one => one.Key))
            {
                if (lines++ < height)
                {
                    text.Append(CultureInfo.InvariantCulture, $"  {port.ToString(CultureInfo.InvariantCulture) + (udp ? "/udp" : "/tcp"),-10} {WrappedText.Clean(what)}").Append('\n');
                }
            }
        }

        return text.ToString();
    }

    Row Of(ScanHost host)
    {
        if (_rows.TryGetValue(host.Address, out var row))
        {
            return row;
        }

        if (_rows.Count >= MostHosts)
        {
            _rows.Remove(_rows.MinBy(static pair => pair.Value.Latest).Key);
        }

        row = new Row(host.Name is null ? host.Address.ToString() : $"{host.Name} ({host.Address})") { Latest = ++_clock };
        _rows.Add(host.Address, row);
        return row;
    }

    sealed class Row(string title)
    {
        public string Title => title;

        public string Evidence { get; set; } = "";

        public SortedDictionary<ushort, string> Open { get; } = [];

        public long Settled { get; set; }

        public long Latest { get; set; }
    }
}
