using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>What a receiver has read of a stream so far, and in how many calls.</summary>
sealed class ReceivedStream(LabSocket socket, int expected) : IDisposable
{
    readonly MemoryStream _bytes = new(expected);
    readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>Calls of recv() that brought something.</summary>
    public int Reads { get; private set; }

    /// <summary>The bytes.</summary>
    public byte[] Bytes => _bytes.ToArray();

    /// <summary>All that was expected is there.</summary>
    public bool IsComplete => _bytes.Length >= expected;

    /// <summary>Takes what is there; does not wait.</summary>
    public void ReadSome()
    {
        while (socket.Receive(_buffer) is { Returned: > 0 } read)
        {
            Reads++;
            _bytes.Write(_buffer, 0, read.Returned);
        }
    }

    /// <summary>Waits until all is there, or nothing has come for long.</summary>
    public void ReadAll()
    {
        while (!IsComplete && socket.Wait(PollEvents.In, LabStage.Limit))
        {
            var before = _bytes.Length;
            ReadSome();
            if (_bytes.Length == before)
            {
                return;
            }
        }
    }

    public void Dispose() => _bytes.Dispose();
}
