using System.Buffers;
using System.IO.Pipelines;

namespace Patchbay.Services.Chat;

/// <summary>
/// The lines that wait for one client. Lines are shared: what waits in 2,000 queues is in memory once. Whoever adds the first line starts the sender, which ends when
/// nothing waits: an idle client costs no task. Thread-safe.
/// </summary>
/// <param name="output">The connection's output; nobody else writes to it.</param>
/// <param name="most">Octets that may wait.</param>
internal sealed class SendQueue(PipeWriter output, int most) : IThreadPoolWorkItem
{
    // Enough for one send, and little beside what may wait.
    const int Piece = 32 * 1024;

    readonly Queue<ReadOnlyMemory<byte>> _lines = new();
    readonly List<ReadOnlyMemory<byte>> _taken = [];
    readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _octets;
    bool _isSending, _isEnded;

    /// <summary>Octets that wait, and those on their way that the connection has not taken.</summary>
    public int Octets => Volatile.Read(ref _octets);

    /// <summary>Completes when everything is sent after <see cref="End"/>, or the connection failed.</summary>
    public Task Done => _done.Task;

    /// <summary>Adds a line. False when it does not fit; then it and every later one is lost.</summary>
    public bool TryAdd(ReadOnlyMemory<byte> line)
    {
        lock (_lines)
        {
            if (_isEnded)
            {
                return true;
            }

            if (_octets + line.Length > most)
            {
                return false;
            }

            Add(line);
            return true;
        }
    }

    /// <summary>Adds the last line. What waits is dropped when the line does not fit behind it.</summary>
    public void End(ReadOnlyMemory<byte> line)
    {
        lock (_lines)
        {
            if (_isEnded)
            {
                return;
            }

            _isEnded = true;
            if (_octets + line.Length > most)
            {
                _octets -= _lines.Sum(static waiting => waiting.Length);
                _lines.Clear();
            }

            Add(line);
        }
    }

    /// <summary>The connection is gone: nothing can be sent.</summary>
    public void Abandon()
    {
        lock (_lines)
        {
            _isEnded = true;
            _lines.Clear();
            _octets = 0;
        }

        _done.TrySetResult();
    }

    void IThreadPoolWorkItem.Execute() => _ = SendAsync();

    void Add(ReadOnlyMemory<byte> line)
    {
        _lines.Enqueue(line);
        _octets += line.Length;
        if (!_isSending)
        {
            _isSending = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    async Task SendAsync()
    {
        try
        {
            while (Take() is > 0 and var octets)
            {
                foreach (var line in _taken)
                {
                    output.Write(line.Span);
                }

                if ((await output.FlushAsync()).IsCompleted)
                {
                    Abandon();
                    return;
                }

                lock (_lines)
                {
                    _octets = Math.Max(0, _octets - octets);
                }
            }
        }
        catch (Exception)
        {
            // A connection that cannot be written to is told by its reader, with the reason.
            Abandon();
        }
    }

    /// <summary>Takes some lines; 0 when none waits, and then the sender has ended.</summary>
    int Take()
    {
        lock (_lines)
        {
            _taken.Clear();
            var octets = 0;
            while (octets < Piece && _lines.TryDequeue(out var line))
            {
                _taken.Add(line);
                octets += line.Length;
            }

            if (octets == 0)
            {
                _isSending = false;
                if (_isEnded)
                {
                    _done.TrySetResult();
                }
            }

            return octets;
        }
    }
}
