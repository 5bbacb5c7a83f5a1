using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;

namespace Patchbay.Probing;

/// <summary>
/// What a scan found, in a file that only grows: a scan that was killed goes on from it, within a host too. At most the findings of the last moment are lost, and their ports are asked
/// again. The file is locked while it is open. Thread-safe.
/// </summary>
public sealed class ScanStateFile : IDisposable
{
    const int FlushAt = 32 * 1024;

    /// <summary>The longest file that is read.</summary>
    const long MostBytes = 2_000_000_000;

    static readonly TimeSpan FlushEvery = TimeSpan.FromMilliseconds(200);

    readonly Lock _lock = new();
    readonly ArrayBufferWriter<byte> _pending = new();
    readonly string _path;
    FileStream? _stream;
    long _flushed = Stopwatch.GetTimestamp();

    ScanStateFile(string path) => _path = path;

    /// <summary>The first bytes of every such file.</summary>
    internal static ReadOnlySpan<byte> Magic => "patchbay scan state 1\n"u8;

    /// <summary>What names were resolved to when the scan began; none in a new file.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<IPAddress>> Names { get; private set; } = new Dictionary<string, ImmutableArray<IPAddress>>();

    /// <summary>What was found before; nothing in a new file.</summary>
    internal IReadOnlyList<StateRecord> Records { get; private set; } = [];

    /// <summary>Bytes at the file's end that were no whole record, and are gone.</summary>
    public long CutBytes { get; private set; }

    /// <summary>Whether the file was there.</summary>
    public bool IsResumed => _stream is not null && Records.Count > 0;

    /// <summary>Opens a file, or none yet where there is none: <see cref="Begin"/> makes it.</summary>
    /// <exception cref="ScanException">It is there and is no state of a scan, cannot be read, or another scan has it open.</exception>
    public static ScanStateFile Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var file = new ScanStateFile(path);
        try
        {
            if (File.Exists(path) && new FileInfo(path).Length > 0)
            {
                file.Load();
            }

            return file;
        }
        catch (Exception error)
        {
            file._stream?.Dispose();
            throw error is ScanException ? error : Explain(error, path);
        }
    }

    /// <summary>One that writes to an open file.</summary>
    internal static ScanStateFile Over(FileStream stream) => new(stream.Name) { _stream = stream };

    /// <summary>Says which plan it is: makes the file, or compares.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="udp">Ports are those of UDP.</param>
    /// <param name="shard">Which part.</param>
    /// <param name="names">What names were resolved to.</param>
    /// <exception cref="ScanException">The file is of another plan, or cannot be written.</exception>
    public void Begin(ScanPlan plan, bool udp, ScanShard shard, IEnumerable<KeyValuePair<string, ImmutableArray<IPAddress>>> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var hash = PlanHash.Of(plan, udp, shard);
        if (_stream is not null)
        {
            if (Records[0] is not StateRecord.OfPlan known || !known.Hash.AsSpan().SequenceEqual(hash))
            {
                throw new ScanException($"{_path} is the state of another scan: other targets, ports, protocol or shard", ScanFailure.BadFile, "Give the same arguments as then, or another --state file.");
            }

            return;
        }

        try
        {
            Create(hash, names);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Explain(error, _path);
        }
    }

    /// <summary>Notes a host.</summary>
    public void Add(in HostFinding finding) => Append(new StateRecord.OfHost(finding));

    /// <summary>Notes a port.</summary>
    public void Add(in PortFinding finding) => Append(new StateRecord.OfPort(finding));

    /// <summary>Notes a service.</summary>
    public void Add(int host, ushort port, ServiceFinding finding) => Append(new StateRecord.OfService(host, port, finding));

    /// <summary>Hands what was noted to the system; from then on only the machine's own end can lose it.</summary>
    /// <exception cref="IOException">The disk is full, or has an error.</exception>
    public void Flush()
    {
        lock (_lock)
        {
            if (_stream is not null && _pending.WrittenCount > 0)
            {
                _stream.Write(_pending.WrittenSpan);
                _stream.Flush();
                _pending.ResetWrittenCount();
            }

            _flushed = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Writes what is left and closes the file.</summary>
    public void Dispose()
    {
        try
        {
            Flush();
        }
        catch (IOException)
        {
            // Already told by the flush that failed first; a resumed scan asks again.
        }

        _stream?.Dispose();
    }

    void Append(StateRecord record)
    {
        lock (_lock)
        {
            StateRecords.Write(_pending, record);
            if (_pending.WrittenCount >= FlushAt || Stopwatch.GetElapsedTime(_flushed) >= FlushEvery)
            {
                Flush();
            }
        }
    }

    void Load()
    {
        _stream = new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        if (_stream.Length > MostBytes)
        {
            throw NoState(_path);
        }

        var bytes = new byte[_stream.Length];
        _stream.ReadExactly(bytes);
        var rest = bytes.AsSpan().StartsWith(Magic) ? (ReadOnlySpan<byte>)bytes.AsSpan(Magic.Length) : throw NoState(_path);
        List<StateRecord> records = [];
        Dictionary<string, ImmutableArray<IPAddress>> names = [];
        while (StateRecords.Read(ref rest) is { } record)
        {
            records.Add(record);
            if (record is StateRecord.OfName name)
            {
                names[name.Text] = name.Addresses;
            }
        }

        if (records is not [StateRecord.OfPlan, ..])
        {
            throw NoState(_path);
        }

        // What follows must stand behind the last whole record.
        (Records, Names, CutBytes) = (records, names, rest.Length);
        _stream.SetLength(bytes.Length - rest.Length);
        _stream.Seek(0, SeekOrigin.End);
    }

    // Beside it and then in its place: a file with half a beginning is never seen.
    void Create(byte[] hash, IEnumerable<KeyValuePair<string, ImmutableArray<IPAddress>>> names)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write(Magic);
        StateRecords.Write(output, new StateRecord.OfPlan([.. hash]));
        foreach (var (name, addresses) in names)
        {
            StateRecords.Write(output, new StateRecord.OfName(name, addresses));
        }

        var beside = $"{_path}.{Environment.ProcessId}.new";
        _stream = new FileStream(beside, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        try
        {
            _stream.Write(output.WrittenSpan);
            _stream.Flush(flushToDisk: true);
            File.Move(beside, _path, overwrite: true);
        }
        catch
        {
            _stream.Dispose();
            _stream = null;
            File.Delete(beside);
            throw;
        }
    }

    static ScanException NoState(string path) => new($"{path} is no state of a scan", ScanFailure.BadFile, "--state takes a file that is not there yet, or one that an earlier scan with --state wrote.");

    static ScanException Explain(Exception error, string path) => error is IOException or UnauthorizedAccessException
        ? new($"{path} cannot be used as the state of a scan: {error.Message.TrimEnd('.')}", ScanFailure.BadFile, "--state takes a file in a folder that may be written; one scan at a time.", error)
        : throw new InvalidOperationException($"Reading {path}", error);
}
