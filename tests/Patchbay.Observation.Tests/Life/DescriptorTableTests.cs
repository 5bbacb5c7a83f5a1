using FsCheck;
using FsCheck.Fluent;

namespace Patchbay.Observation.Tests.Life;

/// <summary>The table against the plainest model there is: numbers and names.</summary>
public class DescriptorTableTests
{
    [Fact]
    public void Any_sequence_of_calls_leaves_what_the_model_has_and_counts_every_name()
    {
        var steps = ArbMap.Default.ArbFor<(byte Kind, byte From, byte To, bool Closes)[]>();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(steps, Holds));
    }

    static void Holds((byte Kind, byte From, byte To, bool Closes)[] steps)
    {
        var released = new HashSet<OpenFile>();
        List<(DescriptorTable Table, Dictionary<int, (OpenFile File, bool Closes)> Model)> tables = [(new(file => Assert.True(released.Add(file))), [])];
        foreach (var (kind, from, to, closes) in steps)
        {
            var (a, b) = (from % 6, to % 6);
            var (table, model) = tables[from % tables.Count];
            switch (kind % 7)
            {
                case 0:
                    var file = new OpenFile(OpenFileKind.Socket);
                    table.Set(a, file, closes);
                    model[a] = (file, closes);
                    break;
                case 1:
                    table.Close(a);
                    model.Remove(a);
                    break;
                case 2:
                    table.Duplicate(a, b, closes);
                    if (a != b)
                    {
                        model.Remove(b);
                        if (model.TryGetValue(a, out var same))
                        {
                            model[b] = (same.File, closes);
                        }
                    }

                    break;
                case 3:
                    table.SetCloseOnExec(a, closes);
                    if (model.TryGetValue(a, out var known))
                    {
                        model[a] = (known.File, closes);
                    }

                    break;
                case 4 when tables.Count < 4:
                    tables.Add((table.Copy(), new(model)));
                    break;
                case 5:
                    table.Execute();
                    foreach (var number in model.Where(static entry => entry.Value.Closes).Select(static entry => entry.Key).ToList())
                    {
                        model.Remove(number);
                    }

                    break;
                case 6:
                    foreach (var number in table.InRange((uint)a, (uint)b))
                    {
                        Assert.InRange(number, a, b);
                        table.Close(number);
                        model.Remove(number);
                    }

                    break;
            }
        }

        foreach (var (table, model) in tables)
        {
            Assert.Equal(model.Select(static entry => (entry.Key, entry.Value.File)).OrderBy(static entry => entry.Key), table.Files.OrderBy(static entry => entry.Descriptor));
            Assert.All(model, entry => Assert.Equal(entry.Value.Closes, table.ClosesOnExec(entry.Key)));
        }

        foreach (var group in tables.SelectMany(static entry => entry.Model.Values).GroupBy(static entry => entry.File))
        {
            Assert.Equal(group.Count(), group.Key.References);
            Assert.DoesNotContain(group.Key, released);
        }

        tables.ForEach(static entry => entry.Table.Leave());
        Assert.All(tables.SelectMany(static entry => entry.Model.Values), entry => Assert.Contains(entry.File, released));
    }
}
