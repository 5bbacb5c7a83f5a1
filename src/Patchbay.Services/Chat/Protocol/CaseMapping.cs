namespace Patchbay.Services.Chat;

/// <summary>Which names are equal: <c>CASEMAPPING=ascii</c>, where only A to Z have a lower case.</summary>
internal static class CaseMapping
{
    /// <summary>The form under which a name is looked up.</summary>
    public static string Fold(string name)
    {
        foreach (var character in name)
        {
            if (char.IsAsciiLetterUpper(character))
            {
                return string.Create(name.Length, name, static (folded, name) =>
                {
                    for (var i = 0; i < folded.Length; i++)
                    {
                        folded[i] = Fold(name[i]);
                    }
                });
            }
        }

        return name;
    }

    /// <summary>The lower case of one character.</summary>
    public static char Fold(char character) => char.IsAsciiLetterUpper(character) ? (char)(character | 0x20) : character;
}
