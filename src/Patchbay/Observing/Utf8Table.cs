namespace Patchbay;

/// <summary>
/// Writes a table as bytes, row by row. The first rows are held back to find the widths of the columns, and are sorted when the table ends within them; after that rows go out as they
/// come, so that a table of any length takes the same memory. Control characters in cells become question marks: names of processes and sockets are other people's.
/// </summary>
sealed class Utf8Table
{
    const int MostHeld = 1000;
    const int FlushAt = 64 * 1024;

    readonly Stream _output;
    readonly TableColumn[] _columns;
    readonly int[] _widths;
    readonly List<HeldRow> _held = [];
    readonly Utf8Buffer _heldText = new();
    readonly Utf8Buffer _out = new();
    int[] _ends;
    int _start;
    int _column;
    bool _hasNote;

    // Invariant: while rows flow, the end of the last cell that is not empty; what stands behind it is padding.
    int _rowEnd;

    public Utf8Table(Stream output, bool heading, params IReadOnlyList<TableColumn> columns)
    {
        (_output, _columns) = (output, [.. columns]);
        _widths = [.. columns.Select(column => heading ? column.Heading.Length : 0)];
        _ends = NewEnds();
        HasHeading = heading;
        Text = _heldText;
    }

    public bool HasHeading { get; }

    /// <summary>The cell that is being written, or the note: what is appended here belongs to it.</summary>
    public Utf8Buffer Text { get; private set; }

    /// <summary>Adds a cell.</summary>
    public void Cell(ReadOnlySpan<byte> text)
    {
        Text.Append(text);
        EndCell();
    }

    /// <summary>Adds a cell.</summary>
    public void Cell(string text)
    {
        Text.Append(text);
        EndCell();
    }

    /// <summary>Adds a cell.</summary>
    public void Cell(uint number)
    {
        Text.Append(number);
        EndCell();
    }

    /// <summary>Ends the cell that is being written.</summary>
    public void EndCell()
    {
        if (Text == _heldText)
        {
            _widths[_column] = Math.Max(_widths[_column], Text.Clean(_start));
            _ends[++_column] = _start = Text.Length;
            return;
        }

        var padding = _widths[_column] - Text.Clean(_start);
        if (padding > 0 && _columns[_column].IsRight)
        {
            Text.Indent(_start, padding);
            padding = 0;
        }

        _rowEnd = Text.Length > _start ? Text.Length : _rowEnd;
        Text.AppendSpaces(Math.Max(0, padding) + 2);
        _start = Text.Length;
        _column++;
    }

    /// <summary>After the last cell: what is appended until the row's end is a line below the row.</summary>
    public void BeginNote()
    {
        if (Text != _heldText)
        {
            Text.CutTo(_rowEnd);
            Text.Append("\n      "u8);
            _start = Text.Length;
            _hasNote = true;
        }
    }

    /// <summary>Ends the row.</summary>
    /// <param name="order">Smaller comes first, in a table that is sorted.</param>
    public void EndRow(ulong order)
    {
        if (Text == _heldText)
        {
            Text.Clean(_start);
            _ends[^1] = _start = Text.Length;
            _held.Add(new(order, _ends));
            (_ends, _column) = (NewEnds(), 0);
            if (_held.Count == MostHeld)
            {
                WriteHeld();
            }

            return;
        }

        EndFlowing();
    }

    /// <summary>Writes what is held back, and the output's last bytes.</summary>
    public void Finish()
    {
        if (Text == _heldText)
        {
            _held.Sort(static (left, right) => left.Order != right.Order ? left.Order.CompareTo(right.Order) : left.Ends[0] - right.Ends[0]);
            WriteHeld();
        }

        Flush();
    }

    // From here on rows flow.
    void WriteHeld()
    {
        Text = _out;
        (_start, _column) = (0, 0);
        if (HasHeading)
        {
            foreach (var column in _columns)
            {
                Cell(column.Heading);
            }

            EndFlowing();
        }

        foreach (var row in _held)
        {
            for (var i = 0; i < _columns.Length; i++)
            {
                Cell(_heldText.Written[row.Ends[i]..row.Ends[i + 1]]);
            }

            if (row.Ends[^1] > row.Ends[^2])
            {
                BeginNote();
                Text.Append(_heldText.Written[row.Ends[^2]..row.Ends[^1]]);
            }

            EndFlowing();
        }

        _held.Clear();
    }

    void EndFlowing()
    {
        if (_hasNote)
        {
            Text.Clean(_start);
            _hasNote = false;
        }
        else
        {
            Text.CutTo(_rowEnd);
        }

        Text.Append((byte)'\n');
        if (Text.Length >= FlushAt)
        {
            Flush();
        }

        (_start, _rowEnd, _column) = (Text.Length, Text.Length, 0);
    }

    void Flush()
    {
        _output.Write(_out.Written);
        _output.Flush();
        _out.CutTo(0);
    }

    int[] NewEnds()
    {
        var ends = new int[_columns.Length + 2];
        ends[0] = _start;
        return ends;
    }
}
