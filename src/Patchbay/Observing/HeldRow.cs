namespace Patchbay;

/// <summary>A row that waits until the widths of the columns are known.</summary>
/// <param name="Order">Smaller comes first.</param>
/// <param name="Ends">Where each cell ends in the table's buffer, after where the first begins; the last is the note.</param>
sealed record HeldRow(ulong Order, int[] Ends);
