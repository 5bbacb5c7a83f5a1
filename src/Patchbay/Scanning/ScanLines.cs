using System.Buffers;
using System.Text.Json;
using Patchbay.Probing;

namespace Patchbay;

/// <summary>
/// The lines of <c>--json=lines</c>. They are collected here and written out from outside, so that a slow reader never holds up an engine; whole lines in pieces that a pipe takes at once
/// (PIPE_BUF, pipe(7)), so that whoever is killed leaves no half line. Thread-safe.
/// </summary>
sealed class ScanLines(Stream output, bool all) : IScanObserver
{
    const int PieceSize = 4096;

    readonly Lock _lock = new();
    readonly Lock _writing = new();
    ArrayBufferWriter<byte> _lines = new();
    ScanHeader? _header;

    public void Began(ScanHeader header)
    {
        _header = header;
        Event("begin", json => ScanJson.Write(json, header));
    }

    public void Found(ScanHost host, in HostFinding finding)
    {
        // Hosts that are down are told at the end, with all others.
        if (finding.IsUp)
        {
            var found = finding;
            Event("host", json => ScanJson.WriteHost(json, host.Address.ToString(), host.Name, found.IsUp, found.Reason, found.RoundTrip));
        }
    }

    public void Found(ScanHost host, in PortFinding finding)
    {
        if (all || finding.State is PortState.Open or PortState.Unfiltered or PortState.Unknown)
        {
            var found = finding;
            Write(host, new PortResult(found.Port, found.State, found.Reason, found.Tries, found.RoundTrip, found.Reporter, found.TimeToLive, found.Errno) { UsualName = PortNames.System.NameOf(found.Port, _header!.IsUdp) });
        }
    }

    public void Learned(ScanHost host, PortResult port) => Write(host, port);

    public void Notice(string sentence) => Event("notice", json => json.WriteString("text", sentence));

    /// <summary>A target that is not scanned.</summary>
    public void Fault(string target, UserError error) => Event("fault", json =>
    {
        json.WriteString("target", target);
        json.WriteNumber("exitCode", (int)error.Code);
        json.WriteString("message", error.Message);
        json.WriteString("hint", error.Hint);
    });

    /// <summary>Where it stands.</summary>
    public void Progress(ScanStatus status, ScanProgress progress) => Event("progress", json =>
    {
        json.WriteString("phase", status.Phase.ToString().ToLowerInvariant());
        json.WriteNumber("seconds", Math.Round(status.Elapsed.TotalSeconds, 3));
        json.WriteNumber("done", status.Done);
        json.WriteNumber("wanted", status.Wanted);
        json.WriteNumber("probesPerSecond", Math.Round(progress.Rate, 1));
        if (progress.Left is { } left)
        {
            json.WriteNumber("secondsLeft", Math.Round(left.TotalSeconds, 1));
        }
    });

    /// <summary>The result: a line a host with all its ports, and the last line.</summary>
    public void End(ScanReport report, IReadOnlyList<string> misses)
    {
        foreach (var host in report.Hosts.Where(static host => host.IsUp is not null))
        {
            Event("host", json => ScanJson.Write(json, host));
        }

        Event("end", json =>
        {
            ScanJson.WriteEnd(json, report);
            ScanSession.WriteMisses(json, misses);
        });
        Flush();
    }

    /// <summary>Writes out what was collected.</summary>
    public void Flush()
    {
        lock (_writing)
        {
            ArrayBufferWriter<byte> taken;
            lock (_lock)
            {
                (taken, _lines) = (_lines, new ArrayBufferWriter<byte>());
            }

            var rest = taken.WrittenSpan;
            while (!rest.IsEmpty)
            {
                var piece = rest[..(rest[..Math.Min(PieceSize, rest.Length)].LastIndexOf((byte)'\n') is >= 0 and var last ? last + 1 : rest.IndexOf((byte)'\n') + 1)];
                output.Write(piece);
                rest = rest[piece.Length..];
            }

            output.Flush();
        }
    }

    void Write(ScanHost host, PortResult port) => Event("port", json =>
    {
        json.WriteString("address", host.Address.ToString());
        if (host.Name is not null)
        {
            json.WriteString("name", host.Name);
        }

        ScanJson.Write(json, port);
    });

    void Event(string name, Action<Utf8JsonWriter> members)
    {
        lock (_lock)
        {
            ScanDocument.Append(_lines, name, members);
        }
    }
}
