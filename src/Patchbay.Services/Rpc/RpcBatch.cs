using System.Buffers;

namespace Patchbay.Services.Rpc;

/// <summary>The answers of one batch, in the order of its requests; sent together when the last is there, and not at all when there is none. Thread-safe.</summary>
/// <param name="connection">Where it came from.</param>
/// <param name="count">Messages in it, whether they get an answer or not; <see cref="Ended"/> comes once for each.</param>
sealed class RpcBatch(RpcConnection connection, int count)
{
    readonly byte[]?[] _answers = new byte[count][];
    int _left = count;
    int _bytes;

    /// <summary>Keeps an answer. Call at most once a message, before its <see cref="Ended"/>.</summary>
    public void Set(int index, ReadOnlySpan<byte> answer)
    {
        _answers[index] = answer.ToArray();
        Interlocked.Add(ref _bytes, answer.Length);
        connection.CountBytes(answer.Length);
    }

    /// <summary>A message's handler goes on after its turn: <see cref="Ended"/> comes once more for it.</summary>
    public void Began() => Interlocked.Increment(ref _left);

    /// <summary>One message is done with.</summary>
    public void Ended()
    {
        if (Interlocked.Decrement(ref _left) > 0)
        {
            return;
        }

        var body = RpcConnection.Scratch();
        foreach (var answer in _answers)
        {
            if (answer is not null)
            {
                body.Write(body.Length == 0 ? "["u8 : ","u8);
                body.Write(answer);
            }
        }

        connection.CountBytes(-_bytes);
        if (body.Length > 0)
        {
            body.Write("]"u8);
            connection.Send(body.Written.Span);
            body.Clear();
        }
    }
}
