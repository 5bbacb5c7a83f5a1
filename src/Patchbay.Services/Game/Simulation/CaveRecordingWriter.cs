using System.Buffers.Binary;

namespace Patchbay.Services.Game.Simulation;

/// <summary>
/// Writes a game down: its settings, then for each tick the commands before it and the state's hash after it. What stands there is enough to play it again
/// bit by bit; a file cut short is good up to its last whole tick.
/// </summary>
sealed class CaveRecordingWriter(Stream output)
{
    public const int HeaderLength = 23;

    // A server that is killed loses no more than that.
    const int FlushEvery = CaveRules.TicksPerSecond;

    readonly byte[] _buffer = new byte[16];
    int _ticks;

    /// <summary>Begins the file.</summary>
    public static ReadOnlySpan<byte> Magic => "PBCAVE01"u8;

    public void WriteHeader(CaveSettings settings)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt64BigEndian(header[8..], settings.Seed);
        (header[16], header[17], header[18]) = ((byte)settings.Width, (byte)settings.Height, (byte)settings.Fill);
        BinaryPrimitives.WriteInt32BigEndian(header[19..], settings.RoundTicks);
        output.Write(header);
    }

    public void WriteTick(ReadOnlySpan<CaveCommand> commands, ulong hash)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer, (ushort)commands.Length);
        output.Write(_buffer, 0, 2);
        foreach (var command in commands)
        {
            (_buffer[0], _buffer[1], _buffer[2]) = ((byte)command.Kind, command.Slot, command.Input.Bits);
            output.Write(_buffer, 0, 3);
        }

        BinaryPrimitives.WriteUInt64BigEndian(_buffer, hash);
        output.Write(_buffer, 0, 8);
        if (++_ticks % FlushEvery == 0)
        {
            output.Flush();
        }
    }
}
