using System.Buffers;
using System.Text;

namespace Patchbay.TestSupport;

/// <summary>Everything a stream has said so far; wakes who waits for a part of it.</summary>
sealed class Transcript
{
    readonly ArrayBufferWriter<byte> _bytes = new();
    readonly Lock _lock = new();
    TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Transcript(Stream source) => End = ReadAsync(source);

    /// <summary>Of a stream that somebody else reads: stays empty.</summary>
    public Transcript(Task reading) => End = reading;

    /// <summary>Completes when the stream has ended.</summary>
    public Task End { get; }

    public byte[] Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes.WrittenSpan.ToArray();
            }
        }
    }

    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>Waits for a text; fails when the stream ends without it.</summary>
    public async Task Until(Func<string, bool> isThere)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                changed = _changed.Task;
            }

            if (isThere(Text))
            {
                return;
            }

            if (End.IsCompleted)
            {
                throw new TimeoutException("The stream ended.");
            }

            await Task.WhenAny(changed, End);
        }
    }

    async Task ReadAsync(Stream source)
    {
        var buffer = new byte[64 * 1024];
        while (await source.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_lock)
            {
                _bytes.Write(buffer.AsSpan(0, count));
                _changed.SetResult();
                _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
