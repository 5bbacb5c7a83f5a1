using System.Text;

namespace Patchbay.Tests.Observing;

public class Utf8TableTests
{
    [Fact]
    public void Columns_are_as_wide_as_their_widest_cell_and_a_short_table_is_sorted()
    {
        var text = Write(table =>
        {
            Row(table, 2, "long name", 7);
            Row(table, 1, "ä", 12345);
        });
        Assert.Equal("NAME       COUNT\nä          12345\nlong name      7\n", text);
    }

    [Fact]
    public void Names_of_others_cannot_move_the_terminal() =>
        Assert.Equal("NAME         COUNT\n?[31mred??x      1\n", Write(table => Row(table, 1, "\e[31mred\u009bx", 1)));

    [Fact]
    public void A_long_table_flows_in_the_order_it_comes_and_loses_nothing()
    {
        const int Rows = 50_000;
        var lines = Write(table =>
        {
            for (var i = 0; i < Rows; i++)
            {
                Row(table, (ulong)(Rows - i), $"row {i}", (uint)i);
            }
        }).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Rows + 1, lines.Length);
        for (var i = 0; i < Rows; i++)
        {
            Assert.Equal(["row", $"{i}", $"{i}"], lines[i + 1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    [Fact]
    public void A_note_stands_below_its_row() =>
        Assert.Equal("NAME  COUNT\na         1\n      more?[m\n", Write(table =>
        {
            table.Cell("a");
            table.Cell(1u);
            table.BeginNote();
            table.Text.Append("more\e[m");
            table.EndRow(0);
        }));

    [Fact]
    public void A_table_looks_the_same_when_it_flows_with_notes_and_empty_cells_too()
    {
        var (few, many) = (Write(static table => Rows(table, 300)), Write(static table => Rows(table, 3000)));
        Assert.StartsWith(few, many);
        Assert.EndsWith(few[few.IndexOf('\n', StringComparison.Ordinal)..], many);

        static void Rows(Utf8Table table, int count)
        {
            for (var i = 0; i < count; i++)
            {
                table.Cell($"row {i % 100}");
                if (i % 5 == 0)
                {
                    table.Cell(""u8);
                }
                else
                {
                    table.Cell((uint)(i % 100));
                }

                if (i % 3 == 0)
                {
                    table.BeginNote();
                    table.Text.Append("note"u8);
                }

                table.EndRow((ulong)i);
            }
        }
    }

    static void Row(Utf8Table table, ulong order, string name, uint count)
    {
        table.Cell(name);
        table.Cell(count);
        table.EndRow(order);
    }

    static string Write(Action<Utf8Table> fill)
    {
        using var output = new MemoryStream();
        var table = new Utf8Table(output, heading: true, new("NAME"), new("COUNT", IsRight: true));
        fill(table);
        table.Finish();
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
