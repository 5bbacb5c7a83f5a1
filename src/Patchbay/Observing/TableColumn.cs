namespace Patchbay;

/// <summary>A column of a table.</summary>
/// <param name="Heading">Its heading.</param>
/// <param name="IsRight">Numbers stand to the right.</param>
readonly record struct TableColumn(string Heading, bool IsRight = false);
