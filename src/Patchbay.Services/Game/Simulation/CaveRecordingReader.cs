using System.Buffers.Binary;

namespace Patchbay.Services.Game.Simulation;

/// <summary>Reads what <see cref="CaveRecordingWriter"/> wrote, from bytes that nobody vouches for.</summary>
sealed class CaveRecordingReader
{
    /// <summary>More commands than that before one tick are none that we wrote.</summary>
    const int MostCommands = 4 * CaveRules.MostPlayers;

    readonly Stream _input;
    readonly byte[] _buffer = new byte[CaveRecordingWriter.HeaderLength];
    readonly List<CaveCommand> _commands = [];

    /// <exception cref="InvalidDataException">It does not begin as a recording does.</exception>
    public CaveRecordingReader(Stream input)
    {
        _input = input;
        if (!TryRead(CaveRecordingWriter.HeaderLength) || !_buffer.AsSpan().StartsWith(CaveRecordingWriter.Magic))
        {
            throw new InvalidDataException("it is no recording of the game, or of another version");
        }

        var roundTicks = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(19));
        Settings = new CaveSettings(BinaryPrimitives.ReadUInt64BigEndian(_buffer.AsSpan(8)), _buffer[16], _buffer[17], _buffer[18], roundTicks);
        if (Settings is not { Width: >= CaveSettings.LeastWidth and <= CaveSettings.MostSide, Height: >= CaveSettings.LeastHeight and <= CaveSettings.MostSide, Fill: <= CaveRules.MostPlayers, RoundTicks: > 0 })
        {
            throw new InvalidDataException("its settings are none that the game has");
        }
    }

    public CaveSettings Settings { get; }

    /// <summary>The commands before the next tick.</summary>
    public ReadOnlySpan<CaveCommand> Commands => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_commands);

    /// <summary>The state's hash after it.</summary>
    public ulong Hash { get; private set; }

    /// <summary>Reads the next tick; false at the end, also where a tick was cut short.</summary>
    /// <exception cref="InvalidDataException">A tick makes no sense.</exception>
    public bool TryReadTick()
    {
        _commands.Clear();
        if (!TryRead(2))
        {
            return false;
        }

        var count = BinaryPrimitives.ReadUInt16BigEndian(_buffer);
        if (count > MostCommands)
        {
            throw new InvalidDataException($"a tick of it has {count} commands");
        }

        for (; count > 0; count--)
        {
            if (!TryRead(3))
            {
                return false;
            }

            if (_buffer[0] > (byte)CaveCommandKind.Input || _buffer[1] >= CaveRules.MostPlayers || !CaveInput.TryRead(_buffer[2], out var input))
            {
                throw new InvalidDataException("a command of it makes no sense");
            }

            _commands.Add(new CaveCommand((CaveCommandKind)_buffer[0], _buffer[1], input));
        }

        if (!TryRead(8))
        {
            return false;
        }

        Hash = BinaryPrimitives.ReadUInt64BigEndian(_buffer);
        return true;
    }

    bool TryRead(int count) => _input.ReadAtLeast(_buffer.AsSpan(0, count), count, throwOnEndOfStream: false) == count;
}
