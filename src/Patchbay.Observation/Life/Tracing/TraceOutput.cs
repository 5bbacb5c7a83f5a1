using System.Text;

namespace Patchbay.Observation;

/// <summary>
/// Takes lines from the tracing thread and writes them from a thread of its own: the traced program never waits for whoever reads. What is not read piles up to a limit; from there
/// on events are counted instead, which is told as soon as there is room. Thread-safe.
/// </summary>
sealed class TraceOutput : IDisposable
{
    const int MostWaiting = 64 * 1024 * 1024;

    readonly Stream _stream;
    readonly Thread _writer;
    readonly object _lock = new();
    MemoryStream _waiting = new();
    MemoryStream _writing = new();
    long _lost;
    TimeSpan _lostAt;
    bool _isComplete;
    bool _isBroken;

    /// <param name="stream">Where to; written in one thread, not closed here.</param>
    public TraceOutput(Stream stream)
    {
        _stream = stream;
        _writer = new Thread(WriteAll) { IsBackground = true, Name = "trace output" };
        _writer.Start();
    }

    /// <summary>Adds an event, or counts it when there is no room.</summary>
    public void Add(LifeEvent seen)
    {
        var line = TraceLine.Write(new TraceSaw(seen));
        lock (_lock)
        {
            if (_waiting.Length > MostWaiting)
            {
                _lost++;
                _lostAt = seen.At;
                return;
            }

            TellLost();
            Append(line);
        }
    }

    /// <summary>Adds what must not be lost.</summary>
    public void Add(TraceMessage message)
    {
        lock (_lock)
        {
            TellLost();
            Append(TraceLine.Write(message));
        }
    }

    /// <summary>Waits until all is written, or nobody reads any more, or the time is over.</summary>
    public void Complete(TimeSpan patience)
    {
        lock (_lock)
        {
            _isComplete = true;
            Monitor.PulseAll(_lock);
        }

        _writer.Join(patience);
    }

    public void Dispose() => Complete(TimeSpan.Zero);

    void TellLost()
    {
        if (_lost > 0)
        {
            Append(TraceLine.Write(new TraceSaw(new UnseenEvent { At = _lostAt, Source = LifeSource.Calls, Reason = $"{_lost} events came faster than they were read and are lost" })));
            _lost = 0;
        }
    }

    void Append(string line)
    {
        if (!_isBroken)
        {
            _waiting.Write(Encoding.UTF8.GetBytes(line));
            _waiting.WriteByte((byte)'\n');
            Monitor.PulseAll(_lock);
        }
    }

    void WriteAll()
    {
        while (true)
        {
            lock (_lock)
            {
                while (_waiting.Length == 0 && !_isComplete)
                {
                    Monitor.Wait(_lock);
                }

                if (_waiting.Length == 0)
                {
                    return;
                }

                (_waiting, _writing) = (_writing, _waiting);
            }

            try
            {
                _stream.Write(_writing.GetBuffer().AsSpan(0, (int)_writing.Length));
            }
            catch (IOException)
            {
                lock (_lock)
                {
                    _isBroken = true;
                    _waiting = new MemoryStream();
                }
            }

            _writing.SetLength(0);
        }
    }
}
