namespace Patchbay;

/// <summary>A column of a table.</summary>
/// <param name="Heading">Its heading.</param>
/// <param name="IsRight">Numbers stand to the right.</param>
/// <remarks>A class, as is <see cref="HeldRow"/>: a list of structures of our own would be compiled anew at every start.</remarks>
sealed record TableColumn(string Heading, bool IsRight = false);
