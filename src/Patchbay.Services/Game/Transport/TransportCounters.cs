namespace Patchbay.Services.Game.Transport;

/// <summary>What a listener or client has dropped, by reason. Read from any thread, written by one.</summary>
sealed class TransportCounters
{
    readonly long[] _refused = new long[Enum.GetValues<TransportRefusal>().Length];

    /// <summary>Dropped for that reason.</summary>
    public long this[TransportRefusal reason] => Volatile.Read(ref _refused[(int)reason]);

    /// <summary>Dropped for any reason.</summary>
    public long Total
    {
        get
        {
            long sum = 0;
            for (var i = 1; i < _refused.Length; i++)
            {
                sum += Volatile.Read(ref _refused[i]);
            }

            return sum;
        }
    }

    public void Count(TransportRefusal reason)
    {
        if (reason != TransportRefusal.None)
        {
            Volatile.Write(ref _refused[(int)reason], _refused[(int)reason] + 1);
        }
    }
}
