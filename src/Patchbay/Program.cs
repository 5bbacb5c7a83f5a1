Console.WriteLine("patchbay");
