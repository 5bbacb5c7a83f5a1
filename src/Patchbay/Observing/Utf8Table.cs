using System.Buffers.Text;
using System.Text;

namespace Patchbay;

/// <summary>
/// Writes a table as bytes, row by row. The first rows are held back to find the widths of the columns, and are sorted when the table ends within them; after that rows go out as they
/// come, so that a table of any length takes the same memory. Control characters in cells become question marks: names of processes and sockets are other people's.
/// </summary>
sealed class Utf8Table
{
    const int MostHeld = 1000;
    const int OutputSize = 64 * 1024;

    readonly Stream _output;
    readonly TableColumn[] _columns;
    readonly int[] _widths;
    readonly List<HeldRow> _held = [];
    readonly byte[] _out = new byte[OutputSize];
    readonly int[] _starts;
    byte[] _cells = new byte[4096];
    int _length;
    int _rowStart;
    int _column;
    int _outLength;
    bool _flows;

    public Utf8Table(Stream output, bool heading, params IReadOnlyList<TableColumn> columns)
    {
        (_output, _columns) = (output, [.. columns]);
        _widths = [.. columns.Select(column => heading ? column.Heading.Length : 0)];
        _starts = new int[columns.Count + 1];
        HasHeading = heading;
    }

    public bool HasHeading { get; }

    /// <summary>Adds a cell.</summary>
    public void Cell(ReadOnlySpan<byte> text)
    {
        Append(text);
        EndCell();
    }

    /// <summary>Adds a cell.</summary>
    public void Cell(string text)
    {
        Append(text);
        EndCell();
    }

    /// <summary>Adds a cell.</summary>
    public void Cell(uint number)
    {
        Append(number);
        EndCell();
    }

    /// <summary>Adds to the cell that is being written.</summary>
    public void Append(string text)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += Encoding.UTF8.GetBytes(text, _cells.AsSpan(_length));
    }

    /// <summary>Adds to the cell that is being written.</summary>
    public void Append(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        text.CopyTo(_cells.AsSpan(_length));
        _length += text.Length;
    }

    /// <summary>Adds to the cell that is being written.</summary>
    public void Append(uint number)
    {
        Reserve(10);
        Utf8Formatter.TryFormat(number, _cells.AsSpan(_length), out var written);
        _length += written;
    }

    /// <summary>Ends the cell that is being written.</summary>
    public void EndCell()
    {
        var start = _starts[_column] + _rowStart;
        Clean(_cells.AsSpan(start, _length - start));
        _starts[++_column] = _length - _rowStart;
    }

    /// <summary>Ends the row.</summary>
    /// <param name="order">Smaller comes first, in a table that is sorted.</param>
    /// <param name="note">A line below the row; null for none.</param>
    public void EndRow(ulong order, string? note = null)
    {
        if (_flows)
        {
            Write(_cells.AsSpan(0, _length), _starts, note);
            (_length, _column) = (0, 0);
            return;
        }

        for (var i = 0; i < _columns.Length; i++)
        {
            _widths[i] = Math.Max(_widths[i], Width(_cells.AsSpan(_rowStart + _starts[i], _starts[i + 1] - _starts[i])));
        }

        _held.Add(new(order, _rowStart, (int[])_starts.Clone(), note));
        (_rowStart, _column) = (_length, 0);
        if (_held.Count == MostHeld)
        {
            WriteHeld();
            _flows = true;
        }
    }

    /// <summary>Writes what is held back, and the output's last bytes.</summary>
    public void Finish()
    {
        if (!_flows)
        {
            _held.Sort(static (left, right) => (left.Order, left.Start).CompareTo((right.Order, right.Start)));
            WriteHeld();
        }

        Flush();
    }

    void WriteHeld()
    {
        if (HasHeading)
        {
            var starts = new int[_columns.Length + 1];
            for (var i = 0; i < _columns.Length; i++)
            {
                starts[i + 1] = starts[i] + _columns[i].Heading.Length;
            }

            Write(Encoding.UTF8.GetBytes(string.Concat(_columns.Select(static column => column.Heading))), starts, null);
        }

        foreach (var row in _held)
        {
            Write(_cells.AsSpan(row.Start, row.Starts[^1]), row.Starts, row.Note);
        }

        _held.Clear();
        (_length, _rowStart) = (0, 0);
    }

    void Write(ReadOnlySpan<byte> cells, ReadOnlySpan<int> starts, string? note)
    {
        var last = _columns.Length - 1;
        while (last > 0 && starts[last] == starts[last + 1])
        {
            last--;
        }

        for (var i = 0; i <= last; i++)
        {
            var cell = cells[starts[i]..starts[i + 1]];
            var padding = Math.Max(0, _widths[i] - Width(cell));
            Pad((_columns[i].IsRight ? padding : 0) + (i > 0 ? 2 : 0));
            Put(cell);
            Pad(_columns[i].IsRight || i == last ? 0 : padding);
        }

        Put("\n"u8);
        if (note is not null)
        {
            var bytes = Encoding.UTF8.GetBytes(note);
            Clean(bytes);
            Put("      "u8);
            Put(bytes);
            Put("\n"u8);
        }
    }

    void Pad(int count)
    {
        while (count > 0)
        {
            var some = Math.Min(count, 32);
            Put("                                "u8[..some]);
            count -= some;
        }
    }

    void Put(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > OutputSize - _outLength)
        {
            Flush();
            if (bytes.Length > OutputSize)
            {
                _output.Write(bytes);
                return;
            }
        }

        bytes.CopyTo(_out.AsSpan(_outLength));
        _outLength += bytes.Length;
    }

    void Flush()
    {
        _output.Write(_out.AsSpan(0, _outLength));
        _output.Flush();
        _outLength = 0;
    }

    void Reserve(int bytes)
    {
        if (_cells.Length - _length < bytes)
        {
            Array.Resize(ref _cells, Math.Max(_cells.Length * 2, _length + bytes));
        }
    }

    // Columns of the terminal, near enough: a character each.
    static int Width(ReadOnlySpan<byte> text)
    {
        var width = text.Length;
        foreach (var one in text)
        {
            width -= (one & 0xC0) == 0x80 ? 1 : 0;
        }

        return width;
    }

    static void Clean(Span<byte> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            // C0 and DEL; C1 controls are two bytes, C2 80 to C2 9F.
            if (text[i] is < 0x20 or 0x7F)
            {
                text[i] = (byte)'?';
            }
            else if (text[i] == 0xC2 && i + 1 < text.Length && text[i + 1] < 0xA0)
            {
                (text[i], text[i + 1]) = ((byte)'?', (byte)'?');
            }
        }
    }

    readonly record struct HeldRow(ulong Order, int Start, int[] Starts, string? Note);
}
