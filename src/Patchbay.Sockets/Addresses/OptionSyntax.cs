namespace Patchbay.Sockets;

/// <summary><c>name[=value]</c>, separated by commas.</summary>
internal static class OptionSyntax
{
    const int MaxOptions = 64;

    /// <summary>Reads options to the end of the text.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="position">The comma (or, in a URL, the '#') before the first option; or the end: there are none.</param>
    /// <param name="scheme">Decides which options there are.</param>
    public static List<AddressOption> Read(AddressText text, int position, AddressScheme scheme)
    {
        var options = new List<AddressOption>();
        while (position < text.Length)
        {
            // Invariant: the position is a separator.
            position++;
            if (options.Count == MaxOptions)
            {
                throw text.Error(position, $"An address has at most {MaxOptions} options.", "Remove some.");
            }

            var start = position;
            while (position < text.Length && text[position] is not (',' or '='))
            {
                position++;
            }

            var name = text.Text[start..position].ToLowerInvariant();
            if (name.Length == 0)
            {
                throw text.Error(start, "An option is missing here.", "Options are NAME or NAME=VALUE, separated by single commas; a value with a comma goes in double quotes.");
            }

            var known = KnownOption.Find(text, start, name, scheme);
            var valueStart = position;
            string? value = null;
            if (position < text.Length && text[position] == '=')
            {
                valueStart = ++position;
                value = ValueSyntax.Read(text, ref position, out _);
            }

            known.Check(text, valueStart, value);
            if (options.Exists(option => option.Name == name))
            {
                throw text.Error(start, $"'{name}' is given twice.", "Keep one of them.");
            }

            options.Add(new AddressOption(name, value));
        }

        return options;
    }
}
