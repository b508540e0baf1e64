"""Programs in languages of which only the literals are read: PHP, Ruby, Go, Java, Kotlin, C#, Swift and more."""
