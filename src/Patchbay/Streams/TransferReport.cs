using System.CommandLine;
using System.Globalization;
using Patchbay.Services.Transfer;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>Tells of one transfer: a line that moves on a terminal, a summary, its phases. Thread-safe.</summary>
sealed class TransferReport : ITransferObserver, IDisposable
{
    // Five times a second is as fast as people read; events of JSON are kept.
    static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan EventInterval = TimeSpan.FromSeconds(1);

    readonly Report _report;
    readonly TextWriter _error;
    readonly RemoteUrl _url;
    readonly string? _name;
    readonly bool _showsTiming;
    readonly Lock _lock = new();
    readonly TransferMeter _meter = new();
    readonly Timer? _timer;
    int _shown;
    bool _hasBegun;
    bool _isOver;

    public TransferReport(Invocation invocation, RemoteUrl url, string? name, bool showsTiming)
    {
        (_report, _error, _url, _name, _showsTiming) = (invocation.Report, invocation.Io.Error, url, name, showsTiming);
        Timing = new TransferTiming(TimeProvider.System);
        // What goes to a terminal by way of stdout would be mixed with it.
        var onTerminal = invocation.Io.ErrorIsTerminal && !_report.IsQuiet && _report.Json == JsonMode.None && (name is not null || !invocation.Io.OutputIsTerminal);
        _timer = onTerminal ? new Timer(_ => Show(), null, TerminalInterval, TerminalInterval)
            : _report.Json == JsonMode.Lines ? new Timer(_ => TellProgress(), null, EventInterval, EventInterval)
            : null;
    }

    public TransferTiming Timing { get; }

    /// <summary>Somebody wants to know when the request was sent.</summary>
    public bool ListensToHttp => _url.IsHttp && (_showsTiming || _report.Json != JsonMode.None);

    public static Option<bool> TimingOption() => new("--timing") { Description = "Tell how long each phase took.", Arity = ArgumentArity.Zero };

    public void Begins(long offset, long? total)
    {
        lock (_lock)
        {
            _meter.Begins(offset, total, Timing.Elapsed);
            _hasBegun = true;
        }
    }

    public void Moved(int bytes)
    {
        lock (_lock)
        {
            _meter.Moved(bytes);
        }
    }

    /// <summary>A line for people, above the one that moves.</summary>
    public void Say(string text)
    {
        lock (_lock)
        {
            Clear();
            _report.Say(text);
        }
    }

    /// <summary>It is complete: the summary, the phases, the document.</summary>
    public void Done(string verb, string what, string? file, TransferResult result)
    {
        var elapsed = Timing.Elapsed;
        lock (_lock)
        {
            _isOver = true;
            Clear();
            _report.Say($"{what}: {Summary(result, elapsed)}");
            if (_showsTiming)
            {
                foreach (var line in TimingText.Lines(Timing.Phases(), elapsed))
                {
                    _report.Say(line);
                }
            }
        }

        var data = new TransferData(_url.ToString(), file, result.Bytes, result.Offset, elapsed.TotalSeconds, TimingText.Data(Timing.Phases()));
        _report.Document(verb, data, ProgramJson.Default.JsonEnvelopeTransferData);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            _isOver = true;
            Clear();
        }
    }

    /// <summary><c>256 MiB in 1.2 s, 213 MiB/s; 100 MiB were here</c>.</summary>
    public static string Summary(TransferResult result, TimeSpan elapsed)
    {
        if (result.WasThere)
        {
            return $"{ByteWords.Size(result.Offset)}, nothing to do";
        }

        var rate = elapsed.TotalSeconds > 0 && result.Bytes > 0 ? $", {ByteWords.Size(result.Bytes / elapsed.TotalSeconds)}/s" : "";
        var before = result.Offset > 0 ? $"; {ByteWords.Size(result.Offset)} were there before" : "";
        return $"{ByteWords.Size(result.Bytes)} in {Duration.Format(elapsed)}{rate}{before}";
    }

    /// <summary>The line that moves.</summary>
    public static string Line(string? name, TransferMeter meter, TimeSpan now)
    {
        var rate = meter.Rate(now);
        var percent = meter.Percent is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known,3} %  ") : "";
        var total = meter.Total is { } all ? $" of {ByteWords.Size(all)}" : "";
        var speed = rate is { } perSecond ? $"  {ByteWords.Size(perSecond)}/s" : "";
        var left = meter.Left(rate) is { } time ? $"  {Left(time)} left" : "";
        var shown = name is null ? "" : (name.Length > 24 ? name[..23] + "…" : name) + "  ";
        return $"{shown}{percent}{ByteWords.Size(meter.Bytes)}{total}{speed}{left}";
    }

    static string Left(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00}");

    void Show()
    {
        lock (_lock)
        {
            if (_isOver || !_hasBegun)
            {
                return;
            }

            var line = Utf8Text.Shown(Line(_name, _meter, Timing.Elapsed));
            _error.Write($"\r{line.PadRight(_shown)}");
            _shown = line.Length;
        }
    }

    void Clear()
    {
        if (_shown > 0)
        {
            _error.Write($"\r{new string(' ', _shown)}\r");
            _shown = 0;
        }
    }

    void TellProgress()
    {
        lock (_lock)
        {
            if (!_isOver && _hasBegun)
            {
                _report.Event("progress", new ProgressData(_meter.Bytes, _meter.Total, _meter.Rate(Timing.Elapsed)), ProgramJson.Default.JsonEnvelopeProgressData);
            }
        }
    }
}
